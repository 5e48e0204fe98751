namespace FraudFunctions.Learning;

/// <summary>The rows are sound, but too few or too much alike to fit or to measure anything on; its message is for the one who brought them.</summary>
public sealed class TooLittleToLearnFrom(string message) : Exception(message);
