using System.Linq.Expressions;
using System.Reflection;

namespace FraudFunctions.Embedded.Functions;

/// <summary>Calls a function's method, whatever its signature.</summary>
internal delegate ValueTask<object?> MethodCall(object? instance, object?[] arguments);

/// <summary>Compiles methods into calls, once: no reflection per invocation.</summary>
internal static class MethodCalls
{
    public static MethodCall Compile(MethodInfo method)
    {
        ParameterExpression instance = Expression.Parameter(typeof(object)), arguments = Expression.Parameter(typeof(object?[]));
        Expression call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        return Expression.Lambda<MethodCall>(Await(call), instance, arguments).Compile();
    }

    public static Func<object, object?> CompileGetter(PropertyInfo property)
    {
        ParameterExpression owner = Expression.Parameter(typeof(object));
        Expression value = Expression.Property(Expression.Convert(owner, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), owner).Compile();
    }

    /// <summary>What a method returns once it is awaited; null where it returns nothing.</summary>
    public static Type? ResultOf(MethodInfo method)
    {
        Type type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask)) return null;
        return IsGenericTask(type) ? type.GetGenericArguments()[0] : type;
    }

    private static bool IsGenericTask(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static Expression Await(Expression call)
    {
        Type type = call.Type;
        if (type == typeof(void)) return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        if (type == typeof(Task) || type == typeof(ValueTask)) return Call(nameof(FromAsync), [type], call);
        return IsGenericTask(type)
            ? Expression.Call(typeof(MethodCalls), nameof(FromAsync), type.GetGenericArguments(), call)
            : Call(nameof(From), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    private static MethodCallExpression Call(string name, Type[] parameters, Expression argument) =>
        Expression.Call(typeof(MethodCalls).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static, parameters)!, argument);

    private static ValueTask<object?> From(object? value) => new(value);

    private static async ValueTask<object?> FromAsync(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromAsync(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromAsync<T>(Task<T> task) => await task;

    private static async ValueTask<object?> FromAsync<T>(ValueTask<T> task) => await task;
}
