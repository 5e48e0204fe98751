using FraudFunctions.Embedded.Invocations;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation gives out.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        InvocationValues values = InvocationValues.Of(context);
        return values.Result is T
            ? new ResultOf<T>(values)
            : throw new InvalidOperationException($"The invocation's result is no {typeof(T).Name}. Without a type argument, its value can be looked at.");
    }

    public static InvocationResult GetInvocationResult(this FunctionContext context) => new AnyResult(InvocationValues.Of(context));

    public static IEnumerable<OutputBindingData<T>> GetOutputBindings<T>(this FunctionContext context)
    {
        InvocationValues values = InvocationValues.Of(context);
        return
            from name in values.Outputs.Keys.ToList()
            where values.Outputs[name] is T
            select new Output<T>(values, name);
    }

    private sealed class AnyResult(InvocationValues values) : InvocationResult
    {
        public override object? Value
        {
            get => values.Result;
            set => values.Result = value;
        }
    }

    private sealed class ResultOf<T>(InvocationValues values) : InvocationResult<T>
    {
        public override T? Value
        {
            get => (T?)values.Result;
            set => values.Result = value;
        }
    }

    private sealed class Output<T>(InvocationValues values, string name) : OutputBindingData<T>
    {
        public override string Name => name;
        public override string BindingType => values.Invocation.FunctionDefinition.OutputBindings[name].Type;

        public override T? Value
        {
            get => (T?)values.Outputs[name];
            set => values.Outputs[name] = value;
        }
    }
}
