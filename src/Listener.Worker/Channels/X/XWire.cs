using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.X;

internal sealed record WireRef(string Id, string Type);

internal sealed record WireMentioned(string? Id = null, string? Username = null);

internal sealed record WireUrl(string? Url = null, string? ExpandedUrl = null);

internal sealed record WireEntities(IReadOnlyList<WireMentioned>? Mentions = null, IReadOnlyList<WireUrl>? Urls = null);

internal sealed record WireLongText(string? Text = null);

internal sealed record WireMetrics(long? FollowersCount = null);

internal sealed record WireUser(string Id, string Username, string? Name = null, WireMetrics? PublicMetrics = null);

/// <summary>A post. X renames "tweet" to "post" field by field, so both names are read.</summary>
internal sealed record WirePost
{
    public required string Id { get; init; }

    public required string Text { get; init; }

    public string? AuthorId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? ConversationId { get; init; }

    public string? InReplyToUserId { get; init; }

    public string? Lang { get; init; }

    public WireEntities? Entities { get; init; }

    /// <summary>Whole text of a post longer than 280.</summary>
    public WireLongText? NoteTweet { get; init; }

    public IReadOnlyList<string>? EditHistoryTweetIds { get; init; }

    public IReadOnlyList<string>? EditHistoryPostIds { get; init; }

    public IReadOnlyList<WireRef>? ReferencedTweets { get; init; }

    public IReadOnlyList<WireRef>? ReferencedPosts { get; init; }

    /// <summary>Ids of all versions, oldest first; the id alone if it was never edited.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Versions => (EditHistoryTweetIds ?? EditHistoryPostIds) is { Count: > 0 } ids ? ids : [Id];

    /// <summary>Posts this one answers, quotes or repeats.</summary>
    [JsonIgnore]
    public IReadOnlyList<WireRef> References => ReferencedTweets ?? ReferencedPosts ?? [];

    /// <summary>Id of the post answered; null if it is no answer.</summary>
    [JsonIgnore]
    public string? Parent => References.FirstOrDefault(r => r.Type == "replied_to")?.Id;
}

internal sealed record WireIncludes(IReadOnlyList<WireUser>? Users = null, IReadOnlyList<WirePost>? Tweets = null, IReadOnlyList<WirePost>? Posts = null);

internal sealed record WireMeta(string? NewestId = null, string? OldestId = null, int? ResultCount = null, string? NextToken = null);

/// <summary>A fault that stands beside data or alone. Form of RFC 9457, with some fields of older days.</summary>
internal sealed record WireProblem(string? Title = null, string? Detail = null, string? Type = null, int? Code = null, string? Message = null);

/// <summary>What stands around a list of posts.</summary>
internal sealed record WireListRest(WireMeta? Meta = null, IReadOnlyList<WireProblem>? Errors = null);

internal sealed record WireIncludesRest(WireIncludes? Includes = null);

internal sealed record WireOne(WirePost? Data = null, IReadOnlyList<WireProblem>? Errors = null);

internal sealed record WireUserAnswer(WireUser Data);

internal sealed record WireProblems(string? Title = null, string? Detail = null, string? Type = null, IReadOnlyList<WireProblem>? Errors = null);

internal sealed record WireInReplyTo(string InReplyToTweetId);

internal sealed record WireNewPost(string Text, WireInReplyTo Reply);

internal sealed record WireCreated(WireCreatedPost Data);

internal sealed record WireCreatedPost(string Id);

/// <summary>Spending of one UTC day, as the vault keeps it.</summary>
/// <param name="Day">Day, <c>yyyy-MM-dd</c>.</param>
/// <param name="Spent">US dollars.</param>
internal sealed record XSpending(string Day, decimal Spent);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = JsonItems.MaxDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WirePost))]
[JsonSerializable(typeof(WireListRest))]
[JsonSerializable(typeof(WireIncludesRest))]
[JsonSerializable(typeof(WireOne))]
[JsonSerializable(typeof(WireUserAnswer))]
[JsonSerializable(typeof(WireProblems))]
[JsonSerializable(typeof(WireNewPost))]
[JsonSerializable(typeof(WireCreated))]
[JsonSerializable(typeof(XSpending))]
internal sealed partial class XJson : JsonSerializerContext;
