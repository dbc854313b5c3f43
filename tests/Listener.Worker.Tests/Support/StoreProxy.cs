using System.Collections.Concurrent;
using System.Reflection;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Support;

/// <summary>The process died here; nothing after it happens.</summary>
public sealed class ProcessDiedException() : Exception("The process died.");

/// <summary>Counts the steps of a process and kills it at one of them: from there on, every step fails.</summary>
/// <param name="diesAt">Number of the step, from 1.</param>
/// <param name="instead">Done at that step instead of dying: the process stands still meanwhile and then goes on. Null to die.</param>
public sealed class Deathbed(int diesAt, Action? instead = null)
{
    private readonly HashSet<string> _passed = [];

    public int Steps { get; private set; }

    public bool IsDead { get; private set; }

    /// <summary>Steps passed, by name.</summary>
    public IReadOnlyCollection<string> Passed => _passed;

    /// <summary>Step it died or stood still at; null if it did not.</summary>
    public string? Place { get; private set; }

    public void Step(string name)
    {
        if (IsDead)
            throw new ProcessDiedException();
        _passed.Add(name);
        if (++Steps != diesAt)
            return;
        Place = name;
        if (instead is null)
        {
            IsDead = true;
            throw new ProcessDiedException();
        }
        instead();
    }
}

/// <summary>Stands before an interface of asynchronous calls and does something before and after each.</summary>
public class CallProxy<T> : DispatchProxy where T : class
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodInfo?> Generic = [];

    private T _inner = null!;
    private Action<string> _before = null!;
    private Action<string> _after = null!;

    public static T Around(T inner, Action<string> before, Action<string> after)
    {
        var proxy = Create<T, CallProxy<T>>();
        var self = (CallProxy<T>)(object)proxy;
        (self._inner, self._before, self._after) = (inner, before, after);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before(targetMethod!.Name);
        var result = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        var wrap = Generic.GetOrAdd(targetMethod, m => m.ReturnType.IsGenericType && m.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)
            ? typeof(CallProxy<T>).GetMethod(nameof(After), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(m.ReturnType.GetGenericArguments())
            : null);
        if (wrap is not null)
            return wrap.Invoke(this, BindingFlags.DoNotWrapExceptions, null, [targetMethod.Name, result], null);
        return result is Task task ? AfterPlain(targetMethod.Name, task) : result;
    }

    private async Task<TResult> After<TResult>(string name, Task<TResult> task)
    {
        var result = await task;
        _after(name);
        return result;
    }

    private async Task AfterPlain(string name, Task task)
    {
        await task;
        _after(name);
    }
}

/// <summary>A store whose process stands still after one kind of call.</summary>
public static class Freezer
{
    public static IReplyStore Around(IReplyStore inner, string method, Action freeze) => CallProxy<IReplyStore>.Around(inner, _ => { }, name =>
    {
        if (name == method)
            freeze();
    });
}
