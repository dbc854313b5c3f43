using Spectre.Console;

namespace Listener.Worker.Cli;

/// <summary>A bar on standard error, drawn only where a person looks at it.</summary>
internal sealed class ImportProgress : IDisposable
{
    private readonly TaskCompletionSource done = new();
    private readonly Task? drawing;
    private ProgressTask? bar;

    public ImportProgress(bool wanted)
    {
        if (!wanted || Console.IsErrorRedirected)
            return;
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        drawing = terminal.Progress().AutoClear(true).StartAsync(async context =>
        {
            bar = context.AddTask("Importing", maxValue: 1);
            await done.Task;
        });
    }

    /// <summary>Share done, 0-1.</summary>
    public void Report(double share)
    {
        if (bar is not null)
            bar.Value = share;
    }

    public void Dispose()
    {
        done.TrySetResult();
        drawing?.GetAwaiter().GetResult();
    }
}
