using System.Globalization;
using System.Text.Json;

namespace Listener.Worker.Digests;

/// <summary>The digest's sentences in one language; the same in every form.</summary>
public sealed class DigestWords
{
    private readonly Dictionary<string, string> texts;

    private DigestWords(string language, Dictionary<string, string> texts)
    {
        this.texts = texts;
        Culture = CultureInfo.GetCultureInfo(language);
    }

    /// <summary>Languages there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "es", "et", "ro", "tr"];

    /// <summary>Numbers and dates are written this way.</summary>
    public CultureInfo Culture { get; }

    /// <summary>Words of a language; English if there is none of that name.</summary>
    public static DigestWords In(string language)
    {
        var name = Languages.Contains(language) ? language : "en";
        using var stream = typeof(DigestWords).Assembly.GetManifestResourceStream($"Listener.Worker.Digests.Texts.{name}.json")
            ?? throw new InvalidOperationException($"The texts of {name} are missing from the program.");
        return new DigestWords(name, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
    }

    /// <summary>Keys of all sentences.</summary>
    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <summary>A sentence with its values filled in.</summary>
    public string Say(string key, params object[] values) => string.Format(Culture, texts[key], values);

    /// <summary>Name of a topic; the name itself if it is not one of the scheme.</summary>
    public string Topic(string? name) => name is null ? "–" : texts.GetValueOrDefault($"topic.{name}", name);

    /// <summary>Name of an intent.</summary>
    public string Intent(string name) => texts.GetValueOrDefault($"intent.{name}", name);

    /// <summary>A whole number with the language's separators.</summary>
    public string Number(int value) => value.ToString("N0", Culture);

    /// <summary>A share with its interval; below 10 the count.</summary>
    public string Of(Share share) => share switch
    {
        { Total: 0 } => Say("share.none"),
        { Total: < Share.SmallestTotal } => Say("share.count", Number(share.Count), Number(share.Total)),
        _ => Say("share", Percent(share.Value!.Value), Percent(share.Low!.Value), Percent(share.High!.Value)),
    };

    /// <summary>A change and what can be said of it.</summary>
    public string Of(Change change) => change.Verdict switch
    {
        Verdict.Up => Say("change.up", Points(change.Points), Points(change.Low), Points(change.High)),
        Verdict.Down => Say("change.down", Points(change.Points), Points(change.High), Points(change.Low)),
        Verdict.NoClearChange => Say("change.none", Signed(change.Points), Signed(change.Low), Signed(change.High)),
        _ => Say("change.notenough"),
    };

    /// <summary>A waiting time, for example <c>38 min</c>, or <c>over 3 h 52 min</c> if it is not over yet.</summary>
    public string Of(Waited waited) => waited.AtLeast ? Say("over", Span(waited.Time)) : Span(waited.Time);

    /// <summary>Volume against last week and against what is usual.</summary>
    public string Of(Volume volume)
    {
        var before = volume.Before == 0
            ? Say("mentions.before", Number(volume.Before))
            : Say("mentions.percent", Signed(100.0 * (volume.Count - volume.Before) / volume.Before));
        var usual = volume.UsualLow is { } low
            ? Say("mentions.usual", Number(low), Number(volume.UsualHigh!.Value))
            : Say("mentions.notyet");
        return $"{before}; {usual}";
    }

    /// <summary>The first sentence, also the subject of the mail.</summary>
    public string Of(Headline headline, Volume mentions)
    {
        if (mentions.Count == 0)
            return Say("headline.none");
        var direction = headline.Change?.Verdict == Verdict.Down ? "down" : "up";
        return headline.Kind switch
        {
            "negative" => Say($"headline.negative.{direction}", Points(headline.Change!.Points)),
            "topic" => Say($"headline.topic.{direction}", Points(headline.Change!.Points), Topic(headline.Subject)),
            "volume" => Say(mentions.Count < mentions.UsualLow ? "headline.volume.down" : "headline.volume.up", Number(mentions.Count)),
            "spike" => Say("headline.spike", Topic(headline.Subject)),
            _ => Say("headline.usual"),
        };
    }

    /// <summary>A thing to do.</summary>
    public string Of(NextStep step) => Say($"next.{step.Kind}", Number(step.Count), step.Kind == "fix-channel" ? step.Subject ?? "" : Topic(step.Subject));

    /// <summary>A moment in the digest's zone, to the minute.</summary>
    public string Moment(DateTimeOffset moment, string zone) =>
        TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("ddd d MMM HH:mm", Culture);

    /// <summary>First and last day of the week.</summary>
    public string Period(Digest digest)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone);
        var first = TimeZoneInfo.ConvertTime(digest.From, zone).ToString("d MMM yyyy", Culture);
        var last = TimeZoneInfo.ConvertTime(digest.To.AddTicks(-1), zone).ToString("d MMM yyyy", Culture);
        return Say("period", digest.Brand, first, last, digest.TimeZone);
    }

    private string Span(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1))
            return string.Create(Culture, $"{(int)time.TotalSeconds} s");
        if (time < TimeSpan.FromHours(1))
            return string.Create(Culture, $"{(int)time.TotalMinutes} min");
        return time < TimeSpan.FromDays(2)
            ? string.Create(Culture, $"{(int)time.TotalHours} h {time.Minutes} min")
            : string.Create(Culture, $"{(int)time.TotalDays} d {time.Hours} h");
    }

    private string Percent(double share) => Math.Round(100 * share, MidpointRounding.AwayFromZero).ToString("0", Culture);

    private string Points(double? points) => Math.Abs(Math.Round(points ?? 0, MidpointRounding.AwayFromZero)).ToString("0", Culture);

    private string Signed(double? value)
    {
        var rounded = Math.Round(value ?? 0, MidpointRounding.AwayFromZero);
        var sign = rounded switch { > 0 => "+", < 0 => "−", _ => "" };
        return sign + Math.Abs(rounded).ToString("N0", Culture);
    }
}
