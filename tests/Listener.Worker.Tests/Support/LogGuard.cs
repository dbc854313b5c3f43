using Microsoft.Extensions.Logging;

namespace Listener.Worker.Tests.Support;

/// <summary>Collects log entries and fails the test on a warning or error it did not expect.</summary>
public sealed class LogGuard : ILoggerProvider, ILoggerFactory
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly HashSet<int> _expected = [];

    /// <summary>Everything logged, oldest first.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    /// <summary>Warnings and errors with these event ids are part of the test.</summary>
    public LogGuard Expect(params int[] eventIds)
    {
        _expected.UnionWith(eventIds);
        return this;
    }

    /// <summary>Fails if anything unexpected was logged as warning or worse. Call it in TearDown.</summary>
    public void Verify()
    {
        var unexpected = Entries.Where(e => e.Level >= LogLevel.Warning && !_expected.Contains(e.Id)).ToList();
        if (unexpected.Count > 0)
            Assert.Fail("Unexpected in the log:\n" + string.Join('\n', unexpected.Select(e => $"{e.Level} {e.Id} {e.Text} {e.Error}")));
    }

    /// <summary>A typed logger that writes here.</summary>
    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => new GuardedLogger(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The guard is the only provider.");

    public void Dispose()
    {
    }

    /// <summary>One log entry.</summary>
    public sealed record Entry(LogLevel Level, int Id, string Text, Exception? Error);

    private sealed class GuardedLogger(LogGuard guard) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (guard._gate)
                guard._entries.Add(new Entry(logLevel, eventId.Id, formatter(state, exception), exception));
        }
    }
}
