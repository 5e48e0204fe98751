using FraudFunctions.App.Platform;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Platform;

public sealed class InstructionsTests
{
    private static Instruction Release(string decision = "c1~t1") => new()
    {
        Id = Instruction.IdOf(InstructionKind.Release, decision),
        Kind = InstructionKind.Release,
        CustomerId = "c1",
        DecisionId = decision,
        Reason = "the customer called",
        By = "sofia",
        At = Given.Morning,
    };

    [Fact]
    public async Task An_instruction_is_sent_until_it_was_seen_and_then_no_more()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        FakeTimeProvider clock = new(Given.Morning);
        Instructions instructions = app.Get<Instructions>();
        SendInstructions send = new(instructions, clock);
        SettleInstructions settle = new(instructions);
        await instructions.PutAsync(Release(), default);
        await instructions.PutAsync(Release() with { Reason = "asked again" }, default);
        string sent = Assert.Single(await send.Run(new TimerInfo(), default));
        Assert.Contains("\"id\":\"release~c1~t1\",\"kind\":\"release\",\"customerId\":\"c1\",\"decisionId\":\"c1~t1\",\"reason\":\"the customer called\"", sent, StringComparison.Ordinal);
        Assert.Empty(await send.Run(new TimerInfo(), default));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(sent, Assert.Single(await send.Run(new TimerInfo(), default)));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await send.Run(new TimerInfo(), default));
        await settle.Run([sent, sent], default);
        await settle.Run([sent], default);
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await send.Run(new TimerInfo(), default));
        await instructions.PutAsync(Release(), default);
        Assert.Empty(await send.Run(new TimerInfo(), default));
    }
}
