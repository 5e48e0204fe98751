using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Tests.App.Challenges;

public sealed class AskCustomerTests
{
    private static readonly ChallengesOptions always = new() { MaxAgeMinutes = int.MaxValue };

    [Fact]
    public async Task Run_again_after_dying_on_either_side_of_its_commit_it_has_sent_one_code()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            // Built, not running: nobody but this test asks.
            await using AppUnderTest app = AppUnderTest.Build();
            await app.Get<DecisionDesk>().DecideAsync([new Arrival(ChallengeApp.Large(), Given.Morning, EventSource.Http)]);
            UnreliableDocuments failing = new(app.Documents, new Random(seed), 1);
            await Assert.ThrowsAsync<IOException>(() => Ask(app, failing).Run("c1~t1", default));
            Document? survived = await app.Documents.GetAsync("challenges", new DocumentKey("c1", Notification.Prefix + "t1"));
            Asked asked = await Ask(app, app.Documents).Run("c1~t1", default);
            await Ask(app, app.Documents).Run("c1~t1", default);
            Assert.Equal(ChallengeState.Open, asked.State);
            Document message = (await app.Documents.GetAsync("challenges", new DocumentKey("c1", Notification.Prefix + "t1")))!;
            Assert.True(survived is null || survived.ETag == message.ETag);
            Challenge challenge = (await app.Get<ChallengeBook>().GetAsync("c1~t1", default))!;
            Assert.True(OneTimeCode.Matches(challenge.Code!, Notification.FromJson(message.Body).Code!));
        }
    }

    [Fact]
    public async Task Of_many_at_once_the_first_to_be_written_is_asked()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(ChallengeApp.Large(), Given.Morning, EventSource.Http)]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ask(app, app.Documents).Run("c1~t1", default)));
        Notification message = Notification.FromJson((await app.Documents.GetAsync("challenges", new DocumentKey("c1", Notification.Prefix + "t1")))!.Body);
        Assert.True(OneTimeCode.Matches((await app.Get<ChallengeBook>().GetAsync("c1~t1", default))!.Code!, message.Code!));
        Assert.Equal(1, app.Sqlite.Count("challenges", Notification.Prefix));
    }

    [Fact]
    public async Task An_hour_late_it_asks_nobody()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(ChallengeApp.Large(), Given.Morning, EventSource.Http)]);
        Asked asked = await new AskCustomer(app.Get<ChallengeBook>(), app.Documents, app.Get<BasisArchive>(), Options.Create(new ChallengesOptions()), TimeProvider.System).Run("c1~t1", default);
        Assert.Equal(ChallengeState.NotAsked, asked.State);
        Assert.Equal(0, app.Sqlite.Count("challenges", Notification.Prefix));
    }

    private static AskCustomer Ask(AppUnderTest app, IDocuments documents) => new(new ChallengeBook(documents, TimeProvider.System), documents, app.Get<BasisArchive>(), Options.Create(always), TimeProvider.System);
}
