using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Decisions;

/// <summary>POST /v1/decisions: decides one transaction before it is authorised, on the same path as the stream.</summary>
public sealed class DecideTransaction(DecisionDesk desk, IdempotencyKeys keys, FallbackDecision fallback, ShowDecision show, TimeProvider clock, IOptions<DecisionsOptions> options)
{
    /// <summary>What the call answers, and the decision for everybody else.</summary>
    public sealed class Output
    {
        [HttpResult]
        public required IResult Result { get; set; }

        [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
        public string? Made { get; set; }
    }

    [Function(nameof(DecideTransaction))]
    [Allow(Role.Service)]
    public async Task<Output> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/decisions")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return new Output { Result = Problem.Invalid(unknown) };
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation);
        if (body is null)
            return new Output { Result = Problem.Invalid(tooLong!) };
        DateTimeOffset now = clock.GetUtcNow();
        Parsed<Transaction> parsed = TransactionReader.Read(body, now, UnknownMembers.Refuse);
        if (parsed.Value is not { } transaction)
            return new Output { Result = Problem.Invalid(parsed.Problem!) };
        if (now - transaction.Time > TimeSpan.FromMinutes(options.Value.CallMaxAgeMinutes))
            return new Output { Result = Problem.Invalid("out-of-range", "time", $"is more than {options.Value.CallMaxAgeMinutes} minutes old; what has happened is sent on the stream '{Topics.Transactions}'") };
        if (!request.Headers.TryGetValue("Idempotency-Key", out var key))
            return await AnswerAsync(transaction, now, context.Caller());
        return await keys.OnceAsync(context.Caller().Name, key.ToString(), body, request.HttpContext.Response, () => AnswerAsync(transaction, now, context.Caller()), cancellation);
    }

    private async Task<Output> AnswerAsync(Transaction transaction, DateTimeOffset now, Caller caller)
    {
        // Not the caller's token: once begun, a decision is finished and kept, whether or not the caller still listens.
        // On another thread: reading the store and scoring happen before the first await, and count against the budget too.
        Task<Answer> deciding = Task.Run(() => desk.DecideAsync(new Arrival(transaction, now, EventSource.Http), CancellationToken.None), CancellationToken.None);
        if (await Task.WhenAny(deciding, Task.Delay(TimeSpan.FromMilliseconds(options.Value.TimeBudgetMs), clock)) != deciding)
            return new Output { Result = await fallback.AnswerAsync(transaction, deciding) };
        Answer answer = await deciding;
        if (answer.Decision is not { } decision)
        {
            return new Output
            {
                Result = answer.Arrived == Arrived.Clashing
                    ? Problem.Conflict(answer.Problem!.Code, $"{answer.Problem.Field} {answer.Problem.Message}.", answer.Problem.Field)
                    : throw new InvalidOperationException(answer.Problem!.Message),
            };
        }
        int status = answer.Arrived == Arrived.Decided ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return new Output
        {
            Result = new DecisionResult(await show.ToAsync(caller, decision, answer.Receipt!, explains: false, CancellationToken.None), status),
            Made = DecisionMade.Of(decision, answer.Receipt!).ToJson(),
        };
    }
}

/// <summary>A decision as an HTTP answer; its bytes are kept when the call carries an idempotency key.</summary>
internal sealed class DecisionResult(DecisionView view, int status) : IResult
{
    public byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(view, Json.Options);

    public int Status { get; } = status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        if (Status == StatusCodes.Status201Created)
            response.Headers.Location = "/v1/decisions/" + Uri.EscapeDataString(view.Id);
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
