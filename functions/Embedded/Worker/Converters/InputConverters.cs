namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Names the converter that makes a parameter's value.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter, AllowMultiple = true)]
public class InputConverterAttribute : Attribute
{
    public InputConverterAttribute(Type converterType) => ConverterType = converterType;

    public Type ConverterType { get; }
}

/// <summary>Makes a parameter's value.</summary>
public interface IInputConverter
{
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}

/// <summary>What a converter is asked for.</summary>
public abstract class ConverterContext
{
    protected ConverterContext()
    {
    }

    public abstract Type TargetType { get; }
    public abstract object? Source { get; }
    public abstract FunctionContext FunctionContext { get; }
    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}

/// <summary>What a converter answers.</summary>
public readonly struct ConversionResult
{
    public ConversionResult()
    {
    }

    private ConversionResult(ConversionStatus status, object? value, Exception? error)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    public ConversionStatus Status { get; } = ConversionStatus.Unhandled;
    public object? Value { get; }
    public Exception? Error { get; }

    public static ConversionResult Unhandled() => new(ConversionStatus.Unhandled, null, null);

    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, null);

    public static ConversionResult Failed(Exception exception) => new(ConversionStatus.Failed, null, exception);
}

/// <summary>How a conversion went.</summary>
public enum ConversionStatus
{
    Unhandled = 0,
    Succeeded = 1,
    Failed = 2,
}
