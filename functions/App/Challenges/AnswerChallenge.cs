using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Challenges;

/// <summary>What an answer came to.</summary>
internal enum Reply { Passed, Denied, WrongCode, TooManyAttempts, Expired, AlreadyAnswered }

/// <summary>
/// POST /v1/challenges/{id}/answer: what the customer said, brought by the bank's app. Attempts and time are counted here, in the commit that takes
/// the answer, and nowhere else.
/// </summary>
public sealed class AnswerChallenge(ChallengeBook challenges, TimeProvider clock)
{
    public sealed record Request(string? CustomerId, string? Code, bool? Denied);

    [Function(nameof(AnswerChallenge))]
    [Allow(Role.Service)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/challenges/{id}/answer")] HttpRequest request, string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (Request? answer, FieldProblem? unreadable) = await request.ReadJsonAsync<Request>(cancellation);
        if ((unreadable ?? Check(answer!)) is { } wrong)
            return Problem.Invalid(wrong);
        // Of somebody else, or about somebody who was never asked: there is no such thing to answer.
        if (Decision.Parts(id)?.CustomerId != answer!.CustomerId || await challenges.GetAsync(id, cancellation) is not { State: not ChallengeState.NotAsked } asked)
            return Problem.NotFound($"There is no challenge '{id}' of customer '{answer.CustomerId}'.");
        // One hash for all attempts to write it down; none for a challenge that takes no answer.
        Lazy<bool> isRight = new(() => OneTimeCode.Matches(asked.Code!, answer.Code!));
        Reply reply = default;
        Challenge answered = await challenges.ChangeAsync(id, now =>
        {
            (reply, Challenge? changed) = Take(now, answer.Denied == true ? null : isRight, clock.GetUtcNow());
            return changed is null ? null : new ChallengeChange(changed, new Act(context.Caller().Name, OperationOf(reply), Choices<ChallengeState>.NameOf(now.State), Choices<ChallengeState>.NameOf(changed.State)), []);
        }, cancellation);
        // Told again with every further answer: somebody may have died between the commit and the telling.
        if (answered.State != ChallengeState.Open)
            await client.RaiseEventAsync(StepUp.InstanceOf(id), StepUp.Answered, Choices<ChallengeState>.NameOf(answered.State), cancellation);
        return Answer(reply, answered);
    }

    /// <summary>What an answer does to a challenge; no code means "that was not me". Null instead of a challenge: it changes nothing.</summary>
    internal static (Reply Reply, Challenge? Changed) Take(Challenge challenge, Lazy<bool>? codeIsRight, DateTimeOffset now)
    {
        switch (challenge.State)
        {
            case ChallengeState.Passed or ChallengeState.Denied or ChallengeState.NotAsked:
                return (Reply.AlreadyAnswered, null);
            case ChallengeState.Failed:
                return (Reply.TooManyAttempts, null);
            case ChallengeState.Expired:
                return (Reply.Expired, null);
            case ChallengeState.Open when now >= challenge.ExpiresAt:
                return (Reply.Expired, null);
        }
        if (codeIsRight is null)
            return (Reply.Denied, challenge with { State = ChallengeState.Denied, AnsweredAt = now });
        if (codeIsRight.Value)
            return (Reply.Passed, challenge with { State = ChallengeState.Passed, AnsweredAt = now });
        Challenge counted = challenge with { WrongCodes = challenge.WrongCodes + 1 };
        return counted.AttemptsLeft > 0
            ? (Reply.WrongCode, counted)
            : (Reply.TooManyAttempts, counted with { State = ChallengeState.Failed, AnsweredAt = now });
    }

    internal static FieldProblem? Check(Request answer)
    {
        if (string.IsNullOrEmpty(answer.CustomerId))
            return new FieldProblem("missing", "customerId", "is missing: say for whom you answer");
        if (answer.Code is null == answer.Denied is null)
            return new FieldProblem("code-or-denied", "code", "or denied must be there, and not both");
        if (answer.Denied == false)
            return new FieldProblem("unknown-value", "denied", "can only be true; whoever does not deny sends the code");
        // A slip of the finger is no guess, and costs no attempt.
        return answer.Code is { } code && !OneTimeCode.IsWellFormed(code) ? new FieldProblem("malformed", "code", "must have six digits") : null;
    }

    private static string OperationOf(Reply reply) => reply switch
    {
        Reply.Passed => "answer",
        Reply.Denied => "answer",
        Reply.WrongCode => "wrong-code",
        Reply.TooManyAttempts => "wrong-code",
        Reply.Expired => "none",
        Reply.AlreadyAnswered => "none",
    };

    private static IResult Answer(Reply reply, Challenge challenge) => reply switch
    {
        Reply.Passed => Results.Json(ChallengeView.Of(challenge), Json.Options),
        Reply.Denied => Results.Json(ChallengeView.Of(challenge), Json.Options),
        Reply.WrongCode => Results.Json(WrongCode.Of(challenge), Json.Options, "application/problem+json", StatusCodes.Status422UnprocessableEntity),
        Reply.TooManyAttempts => Problem.Conflict("too-many-attempts", "Too many wrong codes were given. The payment is blocked."),
        Reply.Expired => Problem.Conflict("expired", "The time to answer is over. The payment is not made; the customer may try it again."),
        Reply.AlreadyAnswered => Problem.Conflict("already-answered", $"The challenge is {Choices<ChallengeState>.NameOf(challenge.State)}."),
    };

    /// <summary>The problem of a wrong code, with what is left.</summary>
    private sealed record WrongCode(string Type, string Title, int Status, string Code, string Detail, string Field, int AttemptsLeft)
    {
        public static WrongCode Of(Challenge challenge)
            => new("/problems/wrong-code", "That is not the code.", StatusCodes.Status422UnprocessableEntity, "wrong-code", $"Attempts left: {challenge.AttemptsLeft}.", "code", challenge.AttemptsLeft);
    }
}
