using System.Globalization;

namespace Listener.Worker.Cli;

/// <summary>Shows how far a training is, on standard error, only if that is a terminal.</summary>
internal sealed class TrainingProgress(bool quiet)
{
    private readonly bool _shows = !quiet && !Console.IsErrorRedirected;
    private string _last = "";

    /// <summary>Called often; writes only when the shown line changes.</summary>
    public void Report(string name, double share)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{name} {share:P0}");
        if (!_shows || line == _last)
            return;
        _last = line;
        Console.Error.Write($"\r{line,-40}");
    }

    /// <summary>Ends the line.</summary>
    public void Done()
    {
        if (_shows && _last.Length > 0)
            Console.Error.WriteLine();
    }
}
