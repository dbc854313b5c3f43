using Listener.StoreReliability;

if (args is ["powercut-child", var folder, var seed, var steps])
    return await PowerCutChild.RunAsync(folder, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture));
var wish = Wish.Parse(args);
Report? report = wish.Campaign switch
{
    "powercut" => await PowerCut.RunAsync(wish),
    "diskfull" => await DiskFull.RunAsync(wish),
    "damage" => await Damage.RunAsync(wish),
    "tamper" => await Tamper.RunAsync(wish),
    "clock" => await ClockJumps.RunAsync(wish),
    "soak" => await Soak.RunAsync(wish),
    _ => null,
};
if (report is null)
{
    Console.Error.WriteLine(Wish.Usage);
    return 2;
}
foreach (var (name, bar) in new[] { ("memory ratio", 1.2), ("approval p99 ms", 1_000.0) })
{
    if (report.Measures.TryGetValue(name, out var value) && value > bar)
        report.Fail(wish.Seed, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value:F2}, the bar is {bar}"));
}
report.Print(Console.Out, wish);
return report.Failures.Count == 0 ? 0 : 4;
