using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Tests.Support;

/// <summary>Values for tests: complete and plain; change what the test is about with <c>with</c>.</summary>
public static class Builders
{
    public static readonly DateTimeOffset Now = new(2026, 5, 12, 9, 0, 0, TimeSpan.Zero);

    public static readonly ChannelKey Key = new("fake-main");

    public static ChannelTraits Traits(DeliveryClass delivery = DeliveryClass.ReadBackOnly, params TextLimit[] limits) => new()
    {
        Network = "fake",
        DisplayName = "Fakenet",
        CanReply = true,
        TextLimits = limits.Length > 0 ? limits : [new TextLimit(CountingRule.Graphemes, 300)],
        Delivery = delivery,
        ShortestPollInterval = TimeSpan.FromSeconds(10),
        VendorPage = new Uri("https://fake.example/docs"),
    };

    public static Mention Mention(string id = "m1", string text = "Where is my parcel?", ChannelKey? channel = null, Audience audience = Audience.Public, string author = "u1", string? version = null)
    {
        var key = channel ?? Key;
        return new Mention
        {
            Id = new MentionId(key, id),
            Watch = "mentions",
            Kind = MentionKind.Post,
            Author = new Author(author, "kadri", "Kadri Tamm", 100),
            Text = text,
            PostedAt = Now,
            Conversation = new ConversationRef(key, id, id, audience),
            Eligibility = ReplyEligibility.Allowed,
            Version = version,
        };
    }

    public static StoredMention Stored(Mention? mention = null, long number = 1, Classification? labels = null, Routing? routing = null, DateTimeOffset? seenAt = null) =>
        new(new MentionNumber(number), mention ?? Mention(), seenAt ?? Now, labels, routing, MentionState.New, null, null, null, null, null);

    public static Classification Labels(
        Intent intent = Intent.Question, SentimentLabel sentiment = SentimentLabel.Neutral, string language = "en", bool unsure = false,
        double probability = 0.9, string[]? topics = null, string[]? flags = null, double toxicity = 0, double negative = 0.1) =>
        new(
            language, 0.99, sentiment, new SentimentProbabilities(negative, 0.5, 0.5 - negative), false, intent,
            new Dictionary<Intent, double> { [intent] = probability }, unsure,
            (topics ?? []).ToDictionary(t => t, _ => 0.9), (flags ?? []).ToDictionary(f => f, _ => 0.9), toxicity, 0, "test");

    public static Routing Routing(bool needsAnswer = true, params string[] approvalRules) =>
        new(Priority.Medium, Now.AddHours(2), "question", "service", needsAnswer, ["question"], approvalRules);

    public static MentionPage Page(PollCursor next, params Mention[] mentions) => new(mentions, next, false, [], [], null);

    public static Draft Draft(MentionNumber mention, string text = "Hello Kadri, thank you for your question. We are checking it and will answer you here.", string author = "Listener") =>
        new(new DraftId(0), mention, 1, text, null, "en", "template:question.en#1", "Template for question.", author, DraftState.Proposed, [], Now);

    public static OpenChannels Open(params IChannel[] channels) => new(channels);
}
