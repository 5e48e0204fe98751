using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.App.Decisions;

public sealed class ReplayQuarantinedTests
{
    private const string Id = "transactions-0-1";

    private static async Task<ReplayQuarantined.Output> ReplayAsync(AppUnderTest app, string id, string body)
    {
        DefaultHttpContext http = new();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await ActivatorUtilities.CreateInstance<ReplayQuarantined>(app.Get<IServiceProvider>()).Run(http.Request, id, default);
    }

    private static int StatusOf(ReplayQuarantined.Output output) => ((IStatusCodeHttpResult)output.Result).StatusCode ?? 200;

    [Fact]
    public async Task Two_people_who_mend_one_event_differently_get_one_decision()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<Quarantine>().KeepAsync(Id, "transactions", Given.Morning, new("x", "y", "z"), "{}", default);
        await Task.WhenAll(
            Task.Run(() => ReplayAsync(app, Id, Given.Json(Given.Payment("mend-1")))),
            Task.Run(() => ReplayAsync(app, Id, Given.Json(Given.Payment("mend-2", "c2", 99)))));
        Assert.Equal(1, app.Sqlite.Count("customers", "decision:"));
    }

    [Fact]
    public async Task What_is_refused_again_may_be_mended_again()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction taken = Given.Payment("taken");
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(taken, taken.Time, new("transactions/0", 0))]);
        await app.Get<Quarantine>().KeepAsync(Id, "transactions", Given.Morning, new("x", "y", "z"), "{}", default);
        Assert.Equal(400, StatusOf(await ReplayAsync(app, Id, Given.Json(Given.Payment("taken", amountMinor: 7)))));
        Assert.Equal(200, StatusOf(await ReplayAsync(app, Id, Given.Json(Given.Payment("free", amountMinor: 7)))));
        Assert.Equal(409, StatusOf(await ReplayAsync(app, Id, Given.Json(Given.Payment("free", amountMinor: 7)))));
    }

    [Fact]
    public async Task A_label_whose_event_never_got_out_still_waits()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Label label = Given.Fraud(Given.Payment());
        await app.Get<Quarantine>().KeepAsync("labels-0-1", "labels", Given.Morning, new("x", "y", "z"), Encoding.UTF8.GetString(LabelReader.ToJson(label)), default);
        // The answer is made, and the process dies before its label is on the stream.
        Assert.NotNull((await ReplayAsync(app, "labels-0-1", "")).Label);
        Assert.Equal(1, app.Sqlite.Count("customers", "early:"));
        // Had it got out after all, the ledger takes it and the note goes.
        Transaction transaction = Given.Payment();
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(transaction, transaction.Time, new("transactions/0", 0))]);
        await app.Get<LabelDesk>().RecordAsync([new LabelArrival(label, new("labels/0", 5))]);
        Assert.Equal((0, 1), (app.Sqlite.Count("customers", "early:"), app.Sqlite.Count("customers", "label:")));
    }
}
