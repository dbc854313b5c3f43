using System.Globalization;
using System.Runtime.InteropServices;
using Listener.Reliability.Campaigns;
using Listener.Reliability.Contract;

// The test networks' web server would swallow the signals; leaving by the door kills the services under test too.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
return args switch
{
    ["kill", ..] => await RunAsync(new Options(Ending.Kill, Number("--kills", 2000), Number("--seed", 1), Number("--per-folder", 25), Number("--parallel", 1), Service: ServiceOf("--service"))),
    ["frozen", ..] => await RunAsync(new Options(Ending.Freeze, Number("--times", 100), Number("--seed", 1), Number("--per-folder", 10), Number("--parallel", 1), Service: ServiceOf("--service"))),
    ["sigterm", ..] => await RunAsync(new Options(Ending.Terminate, Number("--times", 100), Number("--seed", 1), Number("--per-folder", 20), Number("--parallel", 1), Service: ServiceOf("--service"))),
    ["prism", var document, "--prism", var program] => await PrismCheck.RunAsync(document, program),
    _ => Usage(),
};

static async Task<int> RunAsync(Options options)
{
    var verdict = await Campaign.RunAsync(options, Console.Out);
    Console.WriteLine(verdict.Describe());
    return verdict.Violations.Count == 0 ? 0 : 1;
}

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}

string? ServiceOf(string name)
{
    var at = Array.IndexOf(args, name);
    if (at < 0 || at + 1 >= args.Length)
        return null;
    var path = Path.GetFullPath(args[at + 1]);
    var file = Directory.Exists(path) ? Path.Combine(path, "Listener.Worker.dll") : path;
    return File.Exists(file) ? file : throw new FileNotFoundException($"There is no {file}. {name} wants the folder of a published service.");
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
