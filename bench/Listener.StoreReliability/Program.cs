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
report.Print(Console.Out, wish);
return report.Failures.Count == 0 ? 0 : 4;
