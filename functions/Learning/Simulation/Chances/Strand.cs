namespace FraudFunctions.Learning.Simulation.Chances;

/// <summary>What a stream of chance is for: each use has its own, so that none disturbs another.</summary>
internal enum Strand { Shop, Person, Household, Favourite, Payee, Firm, Network, Device, Incident, Victim, Label, Refund, Weight, Window }
