using System.Globalization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often a function is tried again before its trigger gives up; -1 = for ever.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    public RetryAttribute()
    {
    }

    public int MaxRetryCount { get; set; }

    internal static void Check(string interval, string parameter)
    {
        if (!TimeSpan.TryParse(interval, CultureInfo.InvariantCulture, out TimeSpan _))
            throw new ArgumentException($"'{interval}' is no time span such as 00:00:10.", parameter);
    }
}

/// <summary>The same wait before every further attempt.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        Check(delayInterval, nameof(delayInterval));
        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    public string DelayInterval { get; }
}

/// <summary>A wait that doubles from one attempt to the next, between two bounds.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        Check(minimumInterval, nameof(minimumInterval));
        Check(maximumInterval, nameof(maximumInterval));
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    public string MinimumInterval { get; }
    public string MaximumInterval { get; }
}
