using System.Globalization;
using System.Text;
using Listener.Reliability.Networks;
using Listener.Worker.Domain;

namespace Listener.Reliability.Campaigns;

/// <summary>What a campaign found, summed over its folders.</summary>
public sealed class Verdict
{
    private readonly List<string> violations = [];

    /// <summary>Things that must never happen, each with the folder's seed.</summary>
    public IReadOnlyList<string> Violations => violations;

    /// <summary>Ends of the service: kills, freezes or terminations.</summary>
    public int Ends { get; set; }

    /// <summary>Ends at an exact point of a call.</summary>
    public int EndsAtWire { get; set; }

    public int Mentions { get; set; }

    /// <summary>Approvals whose answer reached the harness.</summary>
    public int Approved { get; set; }

    /// <summary>Approvals on disk whose answer did not reach the harness.</summary>
    public int ApprovedUnheard { get; set; }

    /// <summary>Replies by channel and end.</summary>
    public Dictionary<(string Channel, ReplyState State), int> Tally { get; } = [];

    /// <summary>Disturbances by kind.</summary>
    public Dictionary<Disturbance, int> Disturbed { get; } = [];

    /// <summary>What customers and colleagues did meanwhile, by kind.</summary>
    public Dictionary<Stir, int> Stirred { get; } = [];

    /// <summary>Other answers to approvals.</summary>
    public Dictionary<string, int> Otherwise { get; } = [];

    /// <summary>Times from start to ready, milliseconds: on the clock and of processor.</summary>
    public List<(double Wall, double Processor)> Ready { get; } = [];

    /// <summary>Times from SIGTERM to the end, milliseconds.</summary>
    public List<double> Stops { get; } = [];

    /// <summary>Longest time a mere timer of the harness came late, milliseconds.</summary>
    public double LongestStall { get; set; }

    public void Violate(string what) => violations.Add(what);

    /// <summary>Adds a folder's verdict.</summary>
    public void Add(Verdict other)
    {
        violations.AddRange(other.violations);
        (Ends, EndsAtWire, Mentions) = (Ends + other.Ends, EndsAtWire + other.EndsAtWire, Mentions + other.Mentions);
        (Approved, ApprovedUnheard) = (Approved + other.Approved, ApprovedUnheard + other.ApprovedUnheard);
        Sum(Tally, other.Tally);
        Sum(Disturbed, other.Disturbed);
        Sum(Stirred, other.Stirred);
        Sum(Otherwise, other.Otherwise);
        Ready.AddRange(other.Ready);
        Stops.AddRange(other.Stops);
        LongestStall = Math.Max(LongestStall, other.LongestStall);
    }

    /// <summary>The verdict in lines.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"ends {Ends} ({EndsAtWire} at an exact point of a call), mentions {Mentions}, approved {Approved} (+{ApprovedUnheard} on disk whose answer was lost), replies {Tally.Values.Sum()}");
        foreach (var channel in Tally.Keys.Select(k => k.Channel).Distinct().Order(StringComparer.Ordinal))
        {
            var own = Tally.Where(t => t.Key.Channel == channel).OrderBy(t => t.Key.State).ToList();
            var persons = own.Where(t => t.Key.State == ReplyState.NeedsPerson).Sum(t => t.Value);
            text.AppendLine(CultureInfo.InvariantCulture, $"  {channel,-14} {string.Join(", ", own.Select(t => $"{t.Key.State} {t.Value}"))}; needs a person {100.0 * persons / own.Sum(t => t.Value):0.00} %");
        }
        text.AppendLine($"disturbed calls: {string.Join(", ", Disturbed.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Value}"))}");
        text.AppendLine($"meanwhile: {string.Join(", ", Stirred.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}"))}");
        if (Otherwise.Count > 0)
            text.AppendLine($"approvals answered otherwise: {string.Join("; ", Otherwise.Select(o => $"{o.Value} x {o.Key}"))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"restart to ready: {Spread(Ready.Select(r => r.Wall))}; over 5 s: {Ready.Count(r => r.Wall > 5000)}; processor time of it: {Spread(Ready.Select(r => r.Processor))}");
        if (Stops.Count > 0)
            text.AppendLine($"SIGTERM to end: {Spread(Stops)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"longest stall of the harness {LongestStall:0} ms");
        text.Append(CultureInfo.InvariantCulture, $"violations: {violations.Count}");
        foreach (var violation in violations)
            text.AppendLine().Append("  ").Append(violation);
        return text.ToString();
    }

    private static string Spread(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"median {At(0.5):0} ms, p95 {At(0.95):0} ms, largest {sorted[^1]:0} ms");

        double At(double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
    }

    private static void Sum<TKey>(Dictionary<TKey, int> into, Dictionary<TKey, int> from) where TKey : notnull
    {
        foreach (var (key, count) in from)
            into[key] = into.GetValueOrDefault(key) + count;
    }
}
