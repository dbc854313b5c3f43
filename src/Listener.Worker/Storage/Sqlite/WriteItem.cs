namespace Listener.Worker.Storage.Sqlite;

/// <summary>A queued write.</summary>
internal abstract class WriteItem(int rows)
{
    /// <summary>About how many rows it writes.</summary>
    public int Rows { get; } = rows;

    /// <summary>True if it runs outside a transaction.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Runs the write; its result is kept until <see cref="Complete"/>.</summary>
    public abstract void Execute(WriteScope scope);

    /// <summary>True, and told to the caller, if the caller gave up before the write began.</summary>
    public abstract bool IsCancelled();

    /// <summary>Hands the result over, after the commit.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller why nothing was written.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class WriteItem<T>(Func<WriteScope, T> write, int rows, CancellationToken token) : WriteItem(rows)
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Completes when the write is on disk.</summary>
    public Task<T> Task => _source.Task;

    /// <inheritdoc/>
    public override void Execute(WriteScope scope) => _result = write(scope);

    /// <inheritdoc/>
    public override bool IsCancelled() => token.IsCancellationRequested && _source.TrySetCanceled(token);

    /// <inheritdoc/>
    public override void Complete() => _source.TrySetResult(_result);

    /// <inheritdoc/>
    public override void Fail(Exception error) => _source.TrySetException(error);
}
