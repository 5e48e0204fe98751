namespace FraudFunctions.Embedded.Functions;

/// <summary>All functions of the app.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionEntry> functions)
{
    public IReadOnlyList<FunctionEntry> Functions => functions;

    /// <summary>The functions with one kind of trigger.</summary>
    public IEnumerable<(FunctionEntry Function, T Trigger)> With<T>()
        where T : Trigger =>
        from function in functions where function.Trigger is T select (function, (T)function.Trigger);
}
