namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How a fraud is done.</summary>
public enum Typology { CardTesting, StolenCard, AccountTakeover, CompromisedMerchant, MuleNetwork, BustOut }

/// <summary>How far the evidence goes. What it does not support is not reported.</summary>
public enum Strength { Some, Strong }

/// <summary>A typology that the evidence points to, with what supports and what contradicts it.</summary>
public sealed record TypologyFinding(Typology Typology, Strength Strength, IReadOnlyList<string> Supporting, IReadOnlyList<string> Contradicting);
