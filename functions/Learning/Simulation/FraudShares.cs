namespace FraudFunctions.Learning.Simulation;

/// <summary>How much fraud each story brings, as its expected share of all transactions over a long run.</summary>
/// <remarks>
/// 0.5 % together: real card portfolios see a tenth of that, but then a run that fits on a laptop shows a story once.
/// Leaks and rings take weeks to unfold, so a run of a month holds less of them than their share says.
/// </remarks>
public sealed record FraudShares
{
    public double CardTesting { get; init; } = 0.0010;
    public double StolenCard { get; init; } = 0.0009;
    public double AccountTakeover { get; init; } = 0.0005;
    public double CompromisedMerchant { get; init; } = 0.0010;
    public double MuleNetwork { get; init; } = 0.0012;
    public double BustOut { get; init; } = 0.0006;

    /// <summary>A bank without fraud, to turn single stories on with <c>with</c>.</summary>
    public static FraudShares None { get; } = new()
    {
        CardTesting = 0,
        StolenCard = 0,
        AccountTakeover = 0,
        CompromisedMerchant = 0,
        MuleNetwork = 0,
        BustOut = 0,
    };

    internal double Of(Story story) => story switch
    {
        Story.None => 0,
        Story.CardTesting => CardTesting,
        Story.StolenCard => StolenCard,
        Story.AccountTakeover => AccountTakeover,
        Story.CompromisedMerchant => CompromisedMerchant,
        Story.MuleNetwork => MuleNetwork,
        Story.BustOut => BustOut,
    };
}
