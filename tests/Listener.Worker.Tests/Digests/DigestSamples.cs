using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Digests;

/// <summary>Fixed inputs of digests. Nothing here is random without a seed, so the same call gives the same digest.</summary>
internal static class DigestSamples
{
    public static readonly TimeZoneInfo Tallinn = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn");
    public static readonly DigestWeek Week = new(2026, 47);
    public static readonly ChannelKey Bluesky = new("bluesky-main");
    public static readonly ChannelKey Reviews = new("play-store");

    private static readonly string[] Topics = ["delivery", "returns_refund", "app_website", "product_quality", "price_promo"];
    private static readonly string[] Languages = ["en", "de", "es", "et", "ro", "tr"];
    private static readonly Intent[] Intents = [Intent.Complaint, Intent.Question, Intent.Praise, Intent.ProblemReport, Intent.Request];

    private static readonly string[] Texts =
    [
        "The courier left my parcel in the rain again, third time this month.",
        "Die Rückerstattung ist seit zwei Wochen offen, niemand antwortet mir.",
        "¡La nueva aplicación va rapidísima, gracias por arreglar el carrito!",
        "Kas teil on talvejope sinist värvi veel suuruses M saadaval?",
        "Fermoarul s-a stricat după trei zile, sunt foarte dezamăgit de calitate.",
        "İndirim kodu ödeme sayfasında çalışmıyor, yardımcı olur musunuz?",
    ];

    /// <summary>Nine weeks with a rise of negative mentions and a burst on Wednesday evening in the last.</summary>
    public static DigestInput Typical(bool hideHandles = false) => new(
        Week, Tallinn, "Nordwind & Co", hideHandles, Week.Plus(1).StartIn(Tallinn).AddHours(7), [.. History(), .. Now()],
        [new UnreadStretch("play-store", Week.StartIn(Tallinn).AddHours(30), Week.StartIn(Tallinn).AddHours(33.5), "token expired")], ["play-store"]);

    /// <summary>A digest without any mention.</summary>
    public static DigestInput Empty() => new(Week, Tallinn, "Nordwind & Co", false, Week.Plus(1).StartIn(Tallinn).AddHours(7), [], [], []);

    /// <summary>One mention, as a digest sees it.</summary>
    /// <inheritdoc cref="Stored"/>
    public static DigestMention One(
        long number, DateTimeOffset at, SentimentLabel? sentiment = SentimentLabel.Neutral, string text = "Where is my parcel, please?", string? author = null,
        TimeSpan? answeredAfter = null, string? topic = "delivery", Intent intent = Intent.Question, ChannelKey? channel = null, string language = "en") =>
        new DigestMentions(DateTimeOffset.MinValue).Of(Stored(number, at, sentiment, text, author, answeredAfter, topic, intent, channel, language));

    /// <summary>One mention, as the store gives it.</summary>
    /// <param name="number">Number; also its native id.</param>
    /// <param name="at">When it was posted.</param>
    /// <param name="sentiment">Sentiment; null is unsure.</param>
    /// <param name="text">Text.</param>
    /// <param name="author">Author's id.</param>
    /// <param name="answeredAfter">When it was answered; null if it waits.</param>
    /// <param name="topic">Topic; null for none.</param>
    /// <param name="intent">Intent.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="language">Language.</param>
    public static StoredMention Stored(
        long number, DateTimeOffset at, SentimentLabel? sentiment = SentimentLabel.Neutral, string text = "Where is my parcel, please?", string? author = null,
        TimeSpan? answeredAfter = null, string? topic = "delivery", Intent intent = Intent.Question, ChannelKey? channel = null, string language = "en")
    {
        var id = $"m{number}";
        var mention = Builders.Mention(id, text, channel ?? Bluesky, author: author ?? $"u{number}") with
        {
            PostedAt = at,
            Author = new Author(author ?? $"u{number}", $"user{number}", $"User {number}", 50 + (number % 4000)),
            Permalink = new Uri($"https://social.example/posts/{id}"),
        };
        var probabilities = sentiment switch
        {
            SentimentLabel.Negative => new SentimentProbabilities(0.9, 0.07, 0.03),
            SentimentLabel.Positive => new SentimentProbabilities(0.03, 0.07, 0.9),
            SentimentLabel.Neutral => new SentimentProbabilities(0.1, 0.8, 0.1),
            _ => new SentimentProbabilities(0.4, 0.35, 0.25),
        };
        var labels = new Classification(
            language, 0.99, sentiment ?? SentimentLabel.Negative, probabilities, sentiment is null, intent, new Dictionary<Intent, double> { [intent] = 0.9 }, false,
            topic is null ? new Dictionary<string, double>() : new Dictionary<string, double> { [topic] = 0.8 }, new Dictionary<string, double>(), 0.01, 0.01, "test");
        var priority = sentiment == SentimentLabel.Negative ? Priority.High : Priority.Medium;
        var routing = new Routing(priority, at.AddHours(3), "complaint", "service", intent != Intent.Praise, ["x"], []);
        return new StoredMention(
            new MentionNumber(number), mention, at.AddMinutes(2), labels, routing, answeredAfter is null ? MentionState.Open : MentionState.Pending, null, null,
            answeredAfter is { } after ? at + after : null, null, null);
    }

    private static IEnumerable<DigestMention> History()
    {
        var random = new Random(20261116);
        for (var week = 1; week <= 8; week++)
            for (var i = 0; i < 180 + (week * 3); i++)
                yield return Any(random, (week * 1000) + i, Week.Plus(-week).StartIn(Tallinn), negative: 0.22);
    }

    private static IEnumerable<DigestMention> Now()
    {
        var random = new Random(20261123);
        var start = Week.StartIn(Tallinn);
        for (var i = 0; i < 236; i++)
            yield return Any(random, 10_000 + i, start, negative: 0.36);
        for (var i = 0; i < 14; i++)
            yield return One(
                20_000 + i, start.AddHours((2 * 24) + 19).AddMinutes(3 * i), SentimentLabel.Negative, $"Checkout is down for me too, error {i} after paying twice!",
                topic: "payment_billing", intent: Intent.ProblemReport, answeredAfter: i < 9 ? TimeSpan.FromMinutes(20 + i) : null);
    }

    private static DigestMention Any(Random random, int number, DateTimeOffset start, double negative)
    {
        // People write by day: 7:00 to 23:00 local, most of them around noon.
        var hour = 7 + (16 * (random.NextDouble() + random.NextDouble()) / 2);
        var at = start.AddDays(random.Next(7)).AddHours(hour);
        var roll = random.NextDouble();
        SentimentLabel? sentiment = roll < negative ? SentimentLabel.Negative : roll < 0.7 ? SentimentLabel.Neutral : roll < 0.93 ? SentimentLabel.Positive : null;
        var kind = random.Next(Texts.Length);
        TimeSpan? answered = random.NextDouble() < 0.85 ? TimeSpan.FromMinutes(Math.Round(8 + (240 * Math.Pow(random.NextDouble(), 3)))) : null;
        return One(
            number, at, sentiment, $"{Texts[kind]} ({number})", answeredAfter: answered, topic: Topics[random.Next(Topics.Length)],
            intent: sentiment == SentimentLabel.Positive ? Intent.Praise : Intents[random.Next(Intents.Length)],
            channel: random.Next(4) == 0 ? Reviews : Bluesky, language: Languages[kind]);
    }
}
