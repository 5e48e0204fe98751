namespace Microsoft.DurableTask;

/// <summary>Turns inputs, outputs, events and statuses into text and back.</summary>
public abstract class DataConverter
{
    protected DataConverter()
    {
    }

    public abstract string? Serialize(object? value);

    public abstract object? Deserialize(string? data, Type targetType);

    public virtual T? Deserialize<T>(string? data) => data is null ? default : (T?)Deserialize(data, typeof(T));
}

/// <summary>What an activity that is a class of its own is told; functions have their <c>FunctionContext</c>.</summary>
public abstract class TaskActivityContext
{
    protected TaskActivityContext()
    {
    }

    public abstract TaskName Name { get; }
    public abstract string InstanceId { get; }
    public virtual string Version => "";
}
