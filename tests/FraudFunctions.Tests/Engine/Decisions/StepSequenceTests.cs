using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Engine.Decisions;

public sealed class StepSequenceTests
{
    private static readonly RunningSum model = new("00000000000000aa");
    private static readonly ulong tag = SequenceMemory.TagOf(model.Id);

    [Fact]
    public void A_customers_second_payment_in_a_batch_sees_the_first()
    {
        CustomerState one = new();
        CustomerState other = new();
        SequenceSteps steps = StepSequence.Run(model, [1, 10, 2, 3, 20], [one, other, one, one, other]);
        Assert.Equal([1, 10, 3, 6, 30], steps.Fraud);
        Assert.Null(steps.Before[0]);
        Assert.Equal((Half)3, steps.Before[3]!.Units[0]);
        Assert.Equal((Half)6, one.MemoryOf(tag)!.Units[0]);
    }

    [Fact]
    public void Where_a_batch_ends_changes_nothing()
    {
        float[] rows = [.. Enumerable.Range(0, 60).Select(i => i % 7 * .37f)];
        CustomerState[] together = [.. Enumerable.Range(0, 4).Select(_ => new CustomerState())];
        CustomerState[] apart = [.. Enumerable.Range(0, 4).Select(_ => new CustomerState())];
        float[] whole = StepSequence.Run(model, rows, [.. rows.Select((_, i) => together[i * i % 4])]).Fraud;
        List<float> pieces = [];
        for (int from = 0; from < rows.Length; from += 7)
        {
            float[] part = rows[from..Math.Min(from + 7, rows.Length)];
            pieces.AddRange(StepSequence.Run(model, part, [.. part.Select((_, i) => apart[(from + i) * (from + i) % 4])]).Fraud);
        }
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void A_step_made_again_says_the_same()
    {
        CustomerState customer = new();
        SequenceSteps steps = StepSequence.Run(model, [.3f, .7f, .11f], [customer, customer, customer]);
        for (int i = 0; i < 3; i++)
            Assert.Equal((steps.Fraud[i], steps.Month[i]), StepSequence.Again(model, [new[] { .3f, .7f, .11f }[i]], steps.Before[i]));
    }

    [Fact]
    public void Champion_and_shadow_are_remembered_and_a_third_pushes_out_the_one_stepped_longest_ago()
    {
        CustomerState customer = new();
        RunningSum shadow = new("00000000000000bb");
        RunningSum next = new("00000000000000cc");
        StepSequence.Run(model, [1], [customer]);
        StepSequence.Run(shadow, [1], [customer]);
        StepSequence.Run(model, [1], [customer]);
        StepSequence.Run(next, [1], [customer]);
        Assert.Null(customer.MemoryOf(SequenceMemory.TagOf(shadow.Id)));
        Assert.Equal((Half)2, customer.MemoryOf(tag)!.Units[0]);
        Assert.Equal((Half)1, customer.MemoryOf(SequenceMemory.TagOf(next.Id))!.Units[0]);
    }

    [Fact]
    public void A_memory_of_another_size_is_refused()
    {
        CustomerState customer = new();
        customer.Keep(new SequenceMemory(tag, new Half[5]));
        Assert.Throws<InvalidDataException>(() => StepSequence.Run(model, [1], [customer]));
    }

    /// <summary>Adds up what it sees: easy to follow by hand.</summary>
    private sealed class RunningSum(string id) : ISequenceModel
    {
        public string Id => id;
        public int Width => 1;
        public int Units => 1;
        public string SchemaHash => "";

        public void Step(ReadOnlySpan<float> rows, ReadOnlySpan<float> memory, Span<float> nextMemory, Span<float> fraud, Span<float> month)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                nextMemory[i] = memory[i] + rows[i];
                fraud[i] = nextMemory[i];
                month[i] = -nextMemory[i];
            }
        }
    }
}
