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

    // As in a case that one person has closed: less than two people, less than a settled dispute.
    private const double AnalystConfidence = .9;

    [Function(nameof(PostLabel))]
    [Allow(Role.Service, Role.Analyst)]
    public async Task<Output> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/labels")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return new Output { Result = Problem.Invalid(unknown) };
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation);
        if (body is null)
            return new Output { Result = Problem.Invalid(tooLong!) };
        Parsed<Label> parsed = LabelReader.Read(body, clock.GetUtcNow());
        // An analyst speaks for themselves and of now: the word of an issuer or a court comes from those systems.
        if (parsed.Value is { } said && !context.Caller().Roles.Contains(Role.Service))
        {
            if (said.Source != LabelSource.Analyst)
                return new Output { Result = Problem.Invalid("not-yours", "source", "must be analyst; what others say comes from their systems") };
            parsed = said with { KnownTime = clock.GetUtcNow(), Confidence = Math.Min(said.Confidence, AnalystConfidence) };
        }
        return parsed.Value is { } label
            ? new Output { Result = Results.Json(new { id = LabelEntry.IdOf(label), decision = Decision.IdOf(label.CustomerId, label.TransactionId) }, Json.Options, statusCode: StatusCodes.Status202Accepted), Label = Encoding.UTF8.GetString(LabelReader.ToJson(label)) }
            : new Output { Result = Problem.Invalid(parsed.Problem!) };
    }
}
