using System.Diagnostics;

namespace FraudFunctions.Tests;

/// <summary>An explicit test as a process of its own, which another test may kill.</summary>
internal static class ExplicitTest
{
    /// <param name="type">Where the test is.</param>
    /// <param name="method">The test.</param>
    /// <param name="environment">What it finds in its environment: by that it knows that it is meant.</param>
    public static Process Start(Type type, string method, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", ["exec", type.Assembly.Location, "-explicit", "only", "-method", $"{type.FullName}.{method}"]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
