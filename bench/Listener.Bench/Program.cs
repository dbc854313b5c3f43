using System.Globalization;
using Listener.Bench;

return args switch
{
    ["pipeline"] => await PipelineBench.RunAsync(50_000),
    ["pipeline", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var mentions) && mentions > 0 => await PipelineBench.RunAsync(mentions),
    ["line", var folder, var count] => await PipelineBench.LineAsync(folder, int.Parse(count, CultureInfo.InvariantCulture)),
    ["start"] => await StartBench.RunAsync(),
    ["classify"] => ClassifyBench.Run(),
    ["models"] => ModelsBench.Run(),
    ["golden"] => GoldenBench.Run(null),
    ["golden", var file] => GoldenBench.Run(file),
    ["micro"] => ClassifyMicro.Run(),
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
