using Listener.Bench;

return args switch
{
    ["pipeline", ..] => await PipelineBench.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 50_000),
    ["line", var folder, var count] => await PipelineBench.LineAsync(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["start", ..] => await StartBench.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: Listener.Bench pipeline [mentions]   from a CSV file to stored, searchable, classified, routed and drafted, beside a bare insertion
               Listener.Bench start                 first page and resident memory of an idle service
        """);
    return 2;
}
