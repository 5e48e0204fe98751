using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App;
using FraudFunctions.Tests.App.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FraudFunctions.Tests.Flows;

/// <summary>Champions are exchanged while payments stream in and callers ask: nothing is lost, nothing decided twice, nothing by half of each.</summary>
public sealed class ModelSwapTests(ITestOutputHelper output)
{
    private const int Streamed = 2_000;
    private const int Called = 600;
    private const int Swaps = 20;

    /// <summary>Time by which a second is over in a twentieth: the champion is looked up so much more often.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override long GetTimestamp() => base.GetTimestamp() * 20;
    }

    [Fact]
    public async Task Twenty_promotions_and_rollbacks_lose_no_request_and_every_decision_names_one_model()
    {
        TrainedBank bank = TrainedBank.Instance;
        await using AppUnderTest app = AppUnderTest.Build(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new HastyClock())), settings: "--Decisions:RefreshSeconds=1");
        await bank.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app, card => card with { Calibration = new PlattScaling(1, .5) });
        await app.StartAsync();
        Transaction[] payments = [.. bank.NextTransactions.Take(Streamed + Called)];
        ConcurrentBag<HttpStatusCode> answers = [];
        Task calls = CallAsync(app, payments[Streamed..], answers);
        Task stream = StreamAsync(app, payments[..Streamed]);
        RoleBook roles = app.Get<RoleBook>();
        for (int i = 0; i < Swaps; i++)
        {
            Assert.Null(await roles.PromoteAsync(other, SomeModels.First, $"p{i}", new Act("test", "promote"), default));
            await Task.Delay(120);
            Assert.Null(await roles.RollBackAsync(null, $"r{i}", new Act("test", "roll-back"), default));
            await Task.Delay(120);
        }
        await Task.WhenAll(calls, stream);
        await app.Runtime.DrainAsync(default);

        Assert.Equal([(HttpStatusCode.Created, Called)], answers.CountBy(answer => answer).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(2 * Swaps + 1, (await roles.GetAsync(default)).Term);
        Dictionary<string, int> models = [];
        VerifyDecisions verify = app.Get<VerifyDecisions>();
        long decisions = 0;
        await foreach (string customer in app.Get<CustomerBook>().IdsAsync(default))
        {
            Verification verified = await verify.CustomerAsync(customer, [], default);
            Assert.Empty(verified.Faults);
            decisions += verified.Decisions;
        }
        foreach (Transaction payment in payments)
        {
            Document document = (await app.Documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(payment.CustomerId, payment.Id)))!;
            string model = DecisionReader.Read(document.Body).Versions.ModelId!;
            models[model] = models.GetValueOrDefault(model) + 1;
        }
        output.WriteLine(string.Join(", ", models.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.Equal(payments.Length, decisions);
        Assert.Equal(new[] { SomeModels.First, other }.Order(), models.Keys.Order());
    }

    private static async Task StreamAsync(AppUnderTest app, Transaction[] payments)
    {
        foreach (Transaction[] chunk in payments.Chunk(40))
        {
            await app.Events.AppendAsync(Topics.Transactions, [.. chunk.Select(payment => new NewEvent(Given.Bytes(payment), payment.CustomerId))]);
            await Task.Delay(80);
        }
    }

    private static async Task CallAsync(AppUnderTest app, Transaction[] payments, ConcurrentBag<HttpStatusCode> answers)
    {
        using HttpClient client = new() { BaseAddress = app.Runtime.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo("bank"));
        foreach (Transaction payment in payments)
        {
            using ByteArrayContent body = new(Given.Bytes(payment));
            answers.Add((await client.PostAsync("/v1/decisions", body)).StatusCode);
            await Task.Delay(4);
        }
    }
}
