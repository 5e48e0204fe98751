namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned. Middleware may put something else in its place.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
    protected InvocationResult()
    {
    }
}

/// <summary>What a function returned, by its type.</summary>
public abstract class InvocationResult<T>
{
    protected InvocationResult()
    {
    }

    public abstract T? Value { get; set; }
}

/// <summary>A value that a function hands to an output binding.</summary>
public abstract class OutputBindingData<T>
{
    protected OutputBindingData()
    {
    }

    public abstract string BindingType { get; }
    public abstract string Name { get; }
    public abstract T? Value { get; set; }
}
