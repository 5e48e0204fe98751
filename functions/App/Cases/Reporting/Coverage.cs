namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How a report treats one of the six questions.</summary>
public enum Answer { Answered, SaidUnknown, Silent }

/// <summary>Whether who, what, when, where, why and how are each answered or said to be unknown. Silence is a fault.</summary>
public static class Coverage
{
    public static IReadOnlyDictionary<Question, Answer> Of(CaseReport report)
    {
        Dictionary<Question, Answer> answers = [];
        foreach (Question question in Enum.GetValues<Question>())
        {
            Claim[] claims = [.. report.Sections.Where(section => DraftReport.QuestionOf(section.Kind) == question).SelectMany(section => section.Claims)];
            answers[question] = claims.Any(claim => claim is not UnknownClaim and not NothingClaim) ? Answer.Answered
                : claims.OfType<UnknownClaim>().Any(claim => claim.Question == question) ? Answer.SaidUnknown : Answer.Silent;
        }
        return answers;
    }
}
