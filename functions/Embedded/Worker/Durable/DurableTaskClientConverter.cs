using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask;

/// <summary>Hands over the app's client of orchestrations.</summary>
internal sealed class DurableTaskClientConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => new(context.TargetType == typeof(DurableTaskClient)
        ? ConversionResult.Success(context.FunctionContext.InstanceServices.GetRequiredService<DurableTaskClient>())
        : ConversionResult.Failed(new InvalidOperationException($"a [DurableClient] is a DurableTaskClient, not a {context.TargetType.Name}")));
}
