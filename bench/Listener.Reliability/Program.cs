using System.Globalization;
using System.Runtime.InteropServices;
using Listener.Reliability.Campaigns;
using Listener.Reliability.Contract;

// The test networks' web server would swallow the signals; leaving by the door kills the services under test too.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
if (args is ["prism", var document, "--prism", var program])
    return await PrismCheck.RunAsync(document, program);
if (OptionsOf(args) is not { } options)
    return Usage();
var verdict = await Campaign.RunAsync(options, Console.Out);
Console.WriteLine(verdict.Describe());
return verdict.Violations.Count == 0 ? 0 : 1;

// A word that is not understood must not start a campaign of an hour.
static Options? OptionsOf(string[] args)
{
    Options? options = args.FirstOrDefault() switch
    {
        "kill" => new Options(Ending.Kill, 2000, 1, PerFolder: 25, Parallel: 1),
        "frozen" => new Options(Ending.Freeze, 100, 1, PerFolder: 10, Parallel: 1),
        "sigterm" => new Options(Ending.Terminate, 100, 1, PerFolder: 20, Parallel: 1),
        _ => null,
    };
    for (var i = 1; options is not null && i < args.Length; i += 2)
        options = i + 1 < args.Length ? With(options, args[i], args[i + 1]) : null;
    return options;
}

static Options? With(Options options, string name, string value) => (name, Number(value)) switch
{
    ("--kills", { } count) when options.Ending == Ending.Kill => options with { Ends = count },
    ("--times", { } count) when options.Ending != Ending.Kill => options with { Ends = count },
    ("--seed", { } seed) => options with { Seed = seed },
    ("--per-folder", { } count) => options with { PerFolder = count },
    ("--parallel", { } count) => options with { Parallel = count },
    ("--service", _) => options with { Service = ServiceIn(value) },
    _ => null,
};

static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;

static string ServiceIn(string folder)
{
    var path = Path.GetFullPath(folder);
    var file = Directory.Exists(path) ? Path.Combine(path, "Listener.Worker.dll") : path;
    return File.Exists(file) ? file : throw new FileNotFoundException($"There is no {file}. --service wants the folder of a published service.");
}

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Listener.Reliability kill    [--kills 2000] [--seed 1] [--per-folder 25] [--parallel 1]   kill -9 of the real service on disturbed networks
               Listener.Reliability frozen  [--times 100]  [--seed 1] [--per-folder 10] [--parallel 1]   SIGSTOP in the middle of a send, past the lease
               Listener.Reliability sigterm [--times 100]  [--seed 1] [--per-folder 20] [--parallel 1]   SIGTERM in the middle of a send
               Listener.Reliability prism <OpenAPI document> --prism <path of Prism>                     (tests/servers/prism/check.sh installs and starts it)
               --service <folder> runs a published service instead of the one built with this tool.
        """);
    return 2;
}
