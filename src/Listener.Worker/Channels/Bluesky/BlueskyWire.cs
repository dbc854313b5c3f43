using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Address and exact version of a record.</summary>
internal sealed record RecordRef(string Uri, string Cid);

/// <summary>First post of a thread and the post answered.</summary>
internal sealed record ReplyRefs(RecordRef Root, RecordRef Parent);

/// <summary>Stretch of a text in UTF-8 bytes, end exclusive.</summary>
internal sealed record ByteRange(int ByteStart, int ByteEnd);

/// <summary>What a stretch of text means: a mention of <c>Did</c> or a link to <c>Uri</c>.</summary>
internal sealed record FacetFeature([property: JsonPropertyName("$type")] string Type, string? Did = null, string? Uri = null);

/// <summary>A marked stretch of text.</summary>
internal sealed record Facet(ByteRange Index, IReadOnlyList<FacetFeature> Features);

/// <summary>A post as its author wrote it. Lexicon <c>app.bsky.feed.post</c>.</summary>
internal sealed record PostRecord
{
    [JsonPropertyName("$type"), JsonPropertyOrder(-1)]
    public string Type { get; init; } = BlueskyIds.PostCollection;

    public required string Text { get; init; }

    public string? CreatedAt { get; init; }

    public IReadOnlyList<string>? Langs { get; init; }

    public IReadOnlyList<Facet>? Facets { get; init; }

    public ReplyRefs? Reply { get; init; }
}

internal sealed record Label(string Val, string? Src = null);

internal sealed record AuthorViewer(bool? BlockedBy = null, string? Blocking = null);

internal sealed record WireAuthor(
    string Did,
    string Handle,
    string? DisplayName = null,
    IReadOnlyList<Label>? Labels = null,
    AuthorViewer? Viewer = null,
    long? FollowersCount = null);

internal sealed record PostViewer(bool? ReplyDisabled = null);

/// <summary>A post as the AppView shows it, in lists of posts and in notifications.</summary>
internal sealed record WirePost
{
    public required string Uri { get; init; }

    public required string Cid { get; init; }

    public required WireAuthor Author { get; init; }

    public required PostRecord Record { get; init; }

    /// <summary>When the AppView saw it; unlike the record's own time it cannot be made up by the author.</summary>
    public required DateTimeOffset IndexedAt { get; init; }

    public PostViewer? Viewer { get; init; }
}

internal sealed record ThreadAnswer(ThreadNode Thread);

/// <summary>One post of a thread; only what tells whose it is, so that a stranger's odd reply cannot spoil the look.</summary>
internal sealed record ThreadNode(ThreadPost? Post = null, IReadOnlyList<ThreadNode>? Replies = null);

internal sealed record ThreadPost(string Uri, ThreadAuthor Author);

internal sealed record ThreadAuthor(string Did);

internal sealed record SessionAnswer(string Did, string Handle, string AccessJwt, string RefreshJwt);

internal sealed record LoginRequest(string Identifier, string Password);

internal sealed record PutRequest(string Repo, string Collection, string Rkey, bool Validate, PostRecord Record);

internal sealed record StoredRecord(string Uri, PostRecord Value);

internal sealed record ErrorAnswer(string? Error = null, string? Message = null);

/// <summary>What is needed to answer a mention; kept as the conversation's channel state.</summary>
/// <param name="Root">First post of the thread.</param>
/// <param name="Parent">The mention.</param>
/// <param name="People">DID of each handle in the conversation, so that naming one links to the same person on every try.</param>
internal sealed record ConversationState(RecordRef Root, RecordRef Parent, IReadOnlyDictionary<string, string> People);

/// <summary>Session as the vault keeps it.</summary>
internal sealed record StoredSession(string Service, string Identifier, string Did, string Handle, string AccessJwt, string RefreshJwt);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    MaxDepth = JsonItems.MaxDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RecordRef))]
[JsonSerializable(typeof(WirePost))]
[JsonSerializable(typeof(WireAuthor))]
[JsonSerializable(typeof(ThreadAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(PutRequest))]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ConversationState))]
[JsonSerializable(typeof(StoredSession))]
internal sealed partial class BlueskyJson : JsonSerializerContext;
