using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

/// <summary>Values that store tests begin with.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly ChannelKey Channel = new("demo-main");

    public static Mention Mention(
        string id, string text = "The parcel never came", string author = "alice", ChannelKey? channel = null, string? thread = null,
        string? version = "v1", DateTimeOffset? postedAt = null) => new()
        {
            Id = new MentionId(channel ?? Channel, id),
            Watch = "brand",
            Kind = MentionKind.Post,
            Author = new Author("id-" + author, author, "Name of " + author, 120),
            Text = text,
            PostedAt = postedAt ?? Noon.AddMinutes(-30),
            Conversation = new ConversationRef(channel ?? Channel, thread ?? id, id, Audience.Public, """{"cid":"c1"}"""),
            Eligibility = ReplyEligibility.Until(Noon.AddDays(7)),
            Permalink = new Uri("https://social.example/" + Uri.EscapeDataString(id)),
            LanguageHint = "en",
            Version = version,
        };

    public static MentionPage Page(string cursor, params Mention[] mentions) => new(mentions, new PollCursor(cursor), false, [], [], null);

    public static Classification Classification(
        SentimentLabel sentiment = SentimentLabel.Negative, Intent intent = Intent.Complaint, string language = "en", bool unsure = false,
        string? topic = "delivery", string? flag = null) => new(
            language, 0.97, sentiment, new SentimentProbabilities(0.8, 0.15, 0.05), unsure,
            intent, new Dictionary<Intent, double> { [intent] = 0.9, [Intent.Question] = 0.1 }, false,
            topic is null ? new Dictionary<string, double>() : new Dictionary<string, double> { [topic] = 0.7 },
            flag is null ? new Dictionary<string, double>() : new Dictionary<string, double> { [flag] = 0.6 }, 0.01, 0.02, "model-1");

    public static Routing Routing(Priority priority = Priority.High, DateTimeOffset? due = null, bool needsAnswer = true) =>
        new(priority, due, "complaint 3 h", "service", needsAnswer, ["complaint", "1 star"], ["legal words"]);

    public static Draft Draft(MentionNumber mention, string text = "We are sorry and look into it.") => new(
        default, mention, 1, text, null, "en", "template:complaint.en", "A complaint is owed an answer.", Domain.Draft.ProductAuthor,
        DraftState.Proposed, [new GuardFinding("length", GuardVerdict.Pass, "")], Noon);

    public static Task<SavedBatch> SaveAsync(this IMentionStore store, params Mention[] mentions) =>
        store.SaveBatchAsync(Channel, "brand", Page("c1", mentions), Noon, default);

    /// <summary>Stores one mention and returns it.</summary>
    public static async Task<StoredMention> OneAsync(this IMentionStore store, string id = "m1", string text = "The parcel never came")
    {
        var saved = await store.SaveAsync(Mention(id, text));
        return (await store.FindAsync(saved.Added[0], default))!;
    }

    /// <summary>Stores classification, routing and a draft of a mention.</summary>
    public static Task UnderstandAsync(
        this IMentionStore store, MentionNumber number, Classification? classification = null, Routing? routing = null, bool draft = false) =>
        store.SaveUnderstoodAsync(
            [new UnderstoodMention(number, classification ?? Classification(), routing ?? Routing(due: Noon.AddHours(3)), draft ? Draft(number) : null)],
            default);
}
