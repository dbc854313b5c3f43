namespace Listener.Worker.Cli;

/// <summary>Exit codes of every verb.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>Nothing to do.</summary>
    public const int NothingToDo = 3;

    /// <summary>A check failed: a score below the bar, a fault found, damage found.</summary>
    public const int CheckFailed = 4;

    /// <summary>Try again later: network, limit, locked.</summary>
    public const int TryLater = 5;

    /// <summary>Settings are wrong.</summary>
    public const int BadSettings = Hosting.ListenerSettings.BadSettingsExitCode;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
