namespace FraudFunctions.Learning.Simulation;

/// <summary>Which fraud a payment belongs to; <see cref="None"/> is an honest one.</summary>
public enum Story { None, CardTesting, StolenCard, AccountTakeover, CompromisedMerchant, MuleNetwork, BustOut }
