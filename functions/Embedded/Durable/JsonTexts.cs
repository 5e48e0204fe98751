using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Embedded.Durable;

/// <summary>The worker's JSON: names as declared are written, names in any case are read, unless the app says otherwise.</summary>
internal sealed class JsonTexts(IOptions<JsonSerializerOptions> json) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), json.Value);

    public override object? Deserialize(string? data, Type targetType) => data is null ? null : JsonSerializer.Deserialize(data, targetType, json.Value);
}
