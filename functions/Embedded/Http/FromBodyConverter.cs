using System.Text.Json;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace FraudFunctions.Embedded.Http;

/// <summary>Reads a request's JSON body into a parameter.</summary>
internal sealed class FromBodyConverter : IInputConverter
{
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.FunctionContext.GetHttpContext()?.Request is not { } request) return ConversionResult.Unhandled();
        try
        {
            return ConversionResult.Success(await JsonSerializer.DeserializeAsync(
                request.Body, context.TargetType, ParameterBinding.JsonOf(context.FunctionContext), context.FunctionContext.CancellationToken));
        }
        catch (JsonException malformed)
        {
            return ConversionResult.Failed(malformed);
        }
    }
}
