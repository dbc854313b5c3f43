using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Settings.Configuration;

namespace Listener.Worker.Hosting;

/// <summary>Serilog to the console and to a daily file. Lines cannot be forged by what is logged.</summary>
public static class LoggingSetup
{
    // Named, because looking through every assembly for sinks costs a twentieth of a second at each start.
    private static readonly ConfigurationReaderOptions Reader =
        new(typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly) { SectionName = "Serilog" };

    /// <summary>Wrong levels in section <c>Serilog</c>; the library would throw on them.</summary>
    public static IEnumerable<SettingFault> Check(IConfiguration configuration)
    {
        var section = configuration.GetSection("Serilog:MinimumLevel");
        var levels = section.GetSection("Override").GetChildren().Append(section).Append(section.GetSection("Default"));
        foreach (var level in levels.Where(l => l.Value is not null && !Enum.TryParse<LogEventLevel>(l.Value, ignoreCase: true, out _)))
            yield return new SettingFault(level.Path, $"is no level; expected one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}");
    }

    /// <summary>Makes the logger of a process.</summary>
    /// <param name="configuration">Section <c>Serilog</c> may set <c>MinimumLevel</c>.</param>
    /// <param name="logFolder">Folder of the daily JSON files, kept 14 days; null writes no file.</param>
    /// <param name="toError">True writes the console's lines to standard error, for verbs whose standard output is data.</param>
    public static Logger Create(IConfiguration configuration, string? logFolder, bool toError)
    {
        Serilog.Debugging.SelfLog.Enable(Console.Error);
        var setup = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            // The key ring lies in a folder that only the service can read; another layer of encryption is the operator's choice.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .ReadFrom.Configuration(configuration, Reader)
            .WriteTo.Console(new OneLineFormatter(), standardErrorFromLevel: toError ? LevelAlias.Minimum : null);
        if (logFolder is not null)
            setup.WriteTo.File(new JsonFormatter(renderMessage: true), Path.Combine(logFolder, "listener-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14);
        return setup.CreateLogger();
    }

    /// <summary>Text output in which control characters are shown, not obeyed, so that no logged value can start a line of its own.</summary>
    internal sealed class OneLineFormatter : ITextFormatter
    {
        private readonly MessageTemplateTextFormatter inner =
            new("{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var buffer = new StringWriter(CultureInfo.InvariantCulture);
            inner.Format(logEvent, buffer);
            var lines = buffer.ToString().TrimEnd('\r', '\n');
            foreach (var c in lines)
                WriteVisible(c, output, logEvent.Exception is not null);
            output.WriteLine();
        }

        // A stack trace needs its line breaks; they are kept only where there is one, and indented so they look like no entry.
        private static void WriteVisible(char c, TextWriter output, bool keepBreaks)
        {
            if (c == '\n' && keepBreaks)
                output.Write("\n  ");
            else if (char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029')
                output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
            else
                output.Write(c);
        }
    }
}
