using System.Net;
using System.Text.Json.Nodes;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Challenges;

public sealed class SendNotificationsTests
{
    [Fact]
    public async Task A_message_is_sent_until_the_gateway_takes_it_and_then_no_more()
    {
        Queue<int> answers = new([503, 302, 200]);
        List<(string Key, JsonNode Body)> received = [];
        await using WebApplication phones = await GatewayAsync(async request =>
        {
            received.Add((request.Headers["Idempotency-Key"].ToString(), (await JsonNode.ParseAsync(request.Body))!));
            request.HttpContext.Response.Headers.Location = "/elsewhere";
            return answers.Dequeue();
        });
        await using AppUnderTest app = AppUnderTest.Build(settings: $"--Challenges:GatewayUrl={phones.Urls.First()}/messages");
        FakeTimeProvider clock = new(Given.Morning);
        await AskAsync(app, clock);
        SendNotifications send = new(app.Documents, app.Get<Gateway>(), clock, NullLogger<SendNotifications>.Instance);
        foreach (int seconds in new[] { 0, 4, 1, 9, 1, 60, 60 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            await send.Run(new TimerInfo(), default);
        }
        Notification message = await MessageAsync(app);
        Assert.Equal(3, received.Count);
        Assert.All(received, one =>
        {
            Assert.Equal("c1~t1", one.Key);
            Assert.Contains($"the code is {message.Code},", (string)one.Body["text"]!, StringComparison.Ordinal);
        });
        Assert.Equal((3, Given.Morning.AddSeconds(15)), (message.TimesSent, message.SentAt));
    }

    [Fact]
    public async Task A_message_whose_time_is_over_is_not_sent()
    {
        int calls = 0;
        await using WebApplication phones = await GatewayAsync(_ => Task.FromResult(200 + 0 * ++calls));
        await using AppUnderTest app = AppUnderTest.Build(settings: $"--Challenges:GatewayUrl={phones.Urls.First()}/messages");
        FakeTimeProvider clock = new(Given.Morning);
        await AskAsync(app, clock);
        clock.Advance(TimeSpan.FromMinutes(10));
        await new SendNotifications(app.Documents, app.Get<Gateway>(), clock, NullLogger<SendNotifications>.Instance).Run(new TimerInfo(), default);
        Assert.Equal(0, calls);
    }

    [Theory]
    [InlineData("https://sms.example/send", false, true)]
    [InlineData(null, false, true)]
    [InlineData("http://sms.example/send", false, false)]
    [InlineData("http://sms.example/send", true, false)]
    [InlineData("http://127.0.0.1:8080/send", true, true)]
    [InlineData("http://127.0.0.1:8080/send", false, false)]
    [InlineData("ftp://sms.example", true, false)]
    [InlineData("sms", false, false)]
    public void Codes_are_sent_over_https(string? url, bool demo, bool may) => Assert.Equal(may, Gateway.MayBe(url, demo));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    public void Addresses_inside_are_known(string address, bool outside) => Assert.Equal(outside, GuardedHttp.IsOutside(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Nothing_inside_is_called(string host)
    {
        await using WebApplication phones = await GatewayAsync(_ => Task.FromResult(200));
        using HttpClient guarded = GuardedHttp.Create(mayCallInside: false);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => guarded.GetAsync($"http://{host}:{new Uri(phones.Urls.First()).Port}/"));
        Assert.Contains("inside", refused.Message, StringComparison.Ordinal);
    }

    private static async Task AskAsync(AppUnderTest app, TimeProvider clock)
    {
        await app.Get<DecisionDesk>().DecideAsync([new Arrival(ChallengeApp.Large(), Given.Morning, EventSource.Http)]);
        await new AskCustomer(new ChallengeBook(app.Documents, clock), app.Documents, app.Get<BasisArchive>(), Options.Create(new ChallengesOptions()), clock).Run("c1~t1", default);
    }

    private static async Task<Notification> MessageAsync(AppUnderTest app)
        => Notification.FromJson((await app.Documents.GetAsync("challenges", new DocumentKey("c1", Notification.Prefix + "t1")))!.Body);

    private static async Task<WebApplication> GatewayAsync(Func<HttpRequest, Task<int>> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication phones = builder.Build();
        phones.Run(async context => context.Response.StatusCode = await answer(context.Request));
        await phones.StartAsync();
        return phones;
    }
}
