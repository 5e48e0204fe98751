using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.People;

/// <summary>A kind of customer. Names say per day, month or year.</summary>
/// <param name="Weight">How many of a hundred customers.</param>
/// <param name="Income">Median in euro a month; a small business's is its turnover.</param>
/// <param name="PaymentsPerDay">Card payments on an ordinary day.</param>
/// <param name="Purse">What they pay compared with the price tag's median: two cheap shops or one dear one.</param>
/// <param name="Limit">Overdraft, in monthly incomes.</param>
/// <param name="Offline">Share who bank in the branch or by phone rather than in the app.</param>
internal sealed record Segment(
    int Index, double Weight, double Income, double IncomeSigma, double PaymentsPerDay, double Purse, double Weekends, double Online, double CashPerMonth,
    double TransfersPerMonth, double TopUpsPerMonth, double TripsPerYear, double Limit, double RentShare, FreeHours Weekdays, double Offline)
{
    public static readonly Segment Student = new(
        Index: 0, Weight: 14, Income: 1_050, IncomeSigma: 0.25, PaymentsPerDay: 1.6, Purse: 0.45, Weekends: 1.1, Online: 1.4, CashPerMonth: 2,
        TransfersPerMonth: 4, TopUpsPerMonth: 1.2, TripsPerYear: 1.2, Limit: 0.3, RentShare: 0.42, Weekdays: FreeHours.Student, Offline: 0);

    public static readonly Segment Worker = new(
        Index: 1, Weight: 34, Income: 2_350, IncomeSigma: 0.3, PaymentsPerDay: 1.8, Purse: 0.6, Weekends: 1.15, Online: 1, CashPerMonth: 2.5,
        TransfersPerMonth: 4, TopUpsPerMonth: 0.5, TripsPerYear: 1.4, Limit: 1, RentShare: 0.3, Weekdays: FreeHours.Worker, Offline: 0.02);

    public static readonly Segment Family = new(
        Index: 2, Weight: 20, Income: 3_600, IncomeSigma: 0.3, PaymentsPerDay: 2.3, Purse: 0.75, Weekends: 1.2, Online: 1.1, CashPerMonth: 2.5,
        TransfersPerMonth: 6, TopUpsPerMonth: 0.6, TripsPerYear: 1.3, Limit: 1.2, RentShare: 0.3, Weekdays: FreeHours.Worker, Offline: 0.02);

    public static readonly Segment Affluent = new(
        Index: 3, Weight: 8, Income: 7_200, IncomeSigma: 0.45, PaymentsPerDay: 2.3, Purse: 1.25, Weekends: 1.1, Online: 1.1, CashPerMonth: 2,
        TransfersPerMonth: 6, TopUpsPerMonth: 0.3, TripsPerYear: 3.5, Limit: 2, RentShare: 0.22, Weekdays: FreeHours.Worker, Offline: 0.05);

    public static readonly Segment Pensioner = new(
        Index: 4, Weight: 17, Income: 1_650, IncomeSigma: 0.3, PaymentsPerDay: 1.1, Purse: 0.6, Weekends: 0.7, Online: 0.45, CashPerMonth: 4,
        TransfersPerMonth: 2.5, TopUpsPerMonth: 0.1, TripsPerYear: 1, Limit: 0.6, RentShare: 0.28, Weekdays: FreeHours.Pensioner, Offline: 0.45);

    /// <summary>Income is turnover here, and comes when clients pay.</summary>
    public static readonly Segment SmallBusiness = new(
        Index: 5, Weight: 7, Income: 6_500, IncomeSigma: 0.6, PaymentsPerDay: 2.2, Purse: 1, Weekends: 0.5, Online: 1, CashPerMonth: 1.5,
        TransfersPerMonth: 14, TopUpsPerMonth: 0.3, TripsPerYear: 1, Limit: 1.2, RentShare: 0.16, Weekdays: FreeHours.Worker, Offline: 0.05);

    public static readonly Segment[] All = [Student, Worker, Family, Affluent, Pensioner, SmallBusiness];

    private static readonly double[] weights = Chance.RunningTotals(All.Select(segment => segment.Weight));

    public static Segment Draw(ref Chance chance) => All[chance.Pick(weights)];
}
