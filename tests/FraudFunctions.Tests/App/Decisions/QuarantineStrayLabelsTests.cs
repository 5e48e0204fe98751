using FraudFunctions.App.Decisions;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Decisions;

public sealed class QuarantineStrayLabelsTests
{
    private readonly FakeTimeProvider clock = new(Given.Morning.AddDays(2));

    private AppUnderTest Build() => AppUnderTest.Build(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));

    private static async Task<string[]> RunAsync(AppUnderTest app)
        => await ActivatorUtilities.CreateInstance<QuarantineStrayLabels>(app.Get<IServiceProvider>()).Run(new TimerInfo(), default);

    private static Task<RecordedLabels> RecordAsync(AppUnderTest app, Label label, long sequence)
        => app.Get<LabelDesk>().RecordAsync([new LabelArrival(label, new EventSource("labels/0", sequence))]);

    private static async Task<IReadOnlyList<QuarantinedEvent>> OpenAsync(AppUnderTest app)
        => (await app.Get<Quarantine>().ListAsync(QuarantineState.Open, null, 10, default)).Entries;

    [Fact]
    public async Task A_label_whose_transaction_does_not_come_within_a_day_is_quarantined_with_the_field()
    {
        await using AppUnderTest app = Build();
        await RecordAsync(app, Given.Fraud(Given.Payment("mistyped")), 0);
        Assert.Empty(await RunAsync(app));
        Assert.Empty(await OpenAsync(app));

        clock.Advance(TimeSpan.FromHours(25));
        for (int run = 0; run < 2; run++)
            Assert.Empty(await RunAsync(app));

        QuarantinedEvent stray = Assert.Single(await OpenAsync(app));
        Assert.Equal(("transactionId", "unknown-transaction", "labels"), (stray.Field, stray.Code, stray.Stream));
        Assert.Equal(0, app.Sqlite.Count("customers", "early:"));
        Assert.Equal(0, CustomerRecord.FromJson((await app.Documents.GetAsync("customers", new("c1", "state")))!.Body).EarlyLabels);
    }

    [Fact]
    public async Task One_whose_transaction_was_decided_meanwhile_is_sent_again()
    {
        await using AppUnderTest app = Build();
        Transaction transaction = Given.Payment();
        await RecordAsync(app, Given.Fraud(transaction), 0);
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(transaction, transaction.Time, new EventSource("transactions/0", 0))]);
        clock.Advance(TimeSpan.FromHours(25));

        Assert.Contains(transaction.Id, Assert.Single(await RunAsync(app)), StringComparison.Ordinal);
        Assert.Empty(await OpenAsync(app));
    }
}
