using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>POST /v1/labels: takes a label and puts it on the stream of labels, where all labels meet.</summary>
public sealed class PostLabel(TimeProvider clock)
{
    public sealed class Output
    {
        [HttpResult]
        public required IResult Result { get; set; }

        [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
        public string? Label { get; set; }
    }

    [Function(nameof(PostLabel))]
    [Allow(Role.Service, Role.Analyst)]
    public async Task<Output> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/labels")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return new Output { Result = Problem.Invalid(unknown) };
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation);
        if (body is null)
            return new Output { Result = Problem.Invalid(tooLong!) };
        Parsed<Label> parsed = LabelReader.Read(body, clock.GetUtcNow());
        return parsed.Value is { } label
            ? new Output { Result = Results.Json(new { id = LabelEntry.IdOf(label), decision = Decision.IdOf(label.CustomerId, label.TransactionId) }, Json.Options, statusCode: StatusCodes.Status202Accepted), Label = Encoding.UTF8.GetString(LabelReader.ToJson(label)) }
            : new Output { Result = Problem.Invalid(parsed.Problem!) };
    }
}
