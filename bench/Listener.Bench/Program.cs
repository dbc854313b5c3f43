using Listener.Bench;

return args switch
{
    ["pipeline", ..] => await PipelineBench.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 50_000),
    ["line", var folder, var count] => await PipelineBench.LineAsync(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["start", ..] => await StartBench.RunAsync(),
    ["classify", ..] => ClassifyBench.Run(),
    ["models", ..] => ModelsBench.Run(),
    ["golden", ..] => GoldenBench.Run(args.Length > 1 ? args[1] : null),
    ["micro", ..] => ClassifyMicro.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Listener.Bench pipeline [mentions]   from a CSV file to stored, searchable, classified, routed and drafted, beside a bare insertion
               Listener.Bench start                 first page and resident memory of an idle service
               Listener.Bench classify              short texts a second, all outputs, one thread, beside fasttext where it is installed
               Listener.Bench models                size of the models, time to load them, memory they keep
               Listener.Bench golden [file]         one hash over all answers, to prove that a change for speed changed none
               Listener.Bench micro                 BenchmarkDotNet on one call
        """);
    return 2;
}
