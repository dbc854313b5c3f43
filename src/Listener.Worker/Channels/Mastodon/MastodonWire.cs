using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>An account as it appears beside a post. Entity <c>Account</c>.</summary>
internal sealed record WireAccount(string Id, string Acct, string? DisplayName = null, bool? Bot = null, long? FollowersCount = null);

/// <summary>A post. Entity <c>Status</c>; ids hold on this server only.</summary>
internal sealed record WireStatus
{
    public required string Id { get; init; }

    public required WireAccount Account { get; init; }

    /// <summary>Text as HTML that the server has cleaned.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>public</c>, <c>unlisted</c>, <c>private</c> or <c>direct</c>; other server software knows more.</summary>
    public required string Visibility { get; init; }

    public string? Uri { get; init; }

    public string? Url { get; init; }

    public string? SpoilerText { get; init; }

    public string? Language { get; init; }

    public string? InReplyToId { get; init; }

    /// <summary>As the server wrote it, to be compared and not calculated with.</summary>
    public string? EditedAt { get; init; }

    public WireRef? Reblog { get; init; }
}

/// <summary>Entity <c>Notification</c> of the type <c>mention</c>.</summary>
internal sealed record WireNotification(string Id, string Type, DateTimeOffset CreatedAt, WireStatus? Status = null);

/// <summary>What is read of an item first, so that a broken one still has its place.</summary>
internal sealed record WireHead(string Id, DateTimeOffset CreatedAt);

internal sealed record WireRef(string Id);

/// <summary>Posts around a post. Entity <c>Context</c>.</summary>
internal sealed record WireContext(IReadOnlyList<WireNode> Ancestors, IReadOnlyList<WireNode> Descendants);

/// <summary>A post of a thread; only what tells whose it is, so that a stranger's odd post cannot spoil the look.</summary>
internal sealed record WireNode(string Id, WireRef Account, string? InReplyToId = null, string? Url = null);

/// <summary>The text as its author typed it. Entity <c>StatusSource</c>.</summary>
internal sealed record WireSource(string Text);

/// <summary>Entity <c>Instance</c>, the part on posts.</summary>
internal sealed record WireInstance(WireConfiguration? Configuration = null);

internal sealed record WireConfiguration(WireStatusLimits? Statuses = null);

internal sealed record WireStatusLimits(int? MaxCharacters = null, int? CharactersReservedPerUrl = null);

internal sealed record WireNewStatus(string Status, string InReplyToId, string Visibility, string? SpoilerText, string? Language);

internal sealed record WireError(string? Error = null, string? ErrorDescription = null);

/// <summary>What is needed to answer a mention; kept as the conversation's channel state.</summary>
/// <param name="Acct">Account to address, <c>name</c> or <c>name@server</c>.</param>
/// <param name="Visibility">Visibility of the mention, which the reply gets.</param>
/// <param name="SpoilerText">Content warning to carry over; null if none.</param>
internal sealed record ConversationState(string Acct, string Visibility, string? SpoilerText = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = JsonItems.MaxDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WireAccount))]
[JsonSerializable(typeof(WireStatus))]
[JsonSerializable(typeof(WireNotification))]
[JsonSerializable(typeof(WireHead))]
[JsonSerializable(typeof(WireRef))]
[JsonSerializable(typeof(WireContext))]
[JsonSerializable(typeof(WireSource))]
[JsonSerializable(typeof(WireInstance))]
[JsonSerializable(typeof(WireNewStatus))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(ConversationState))]
internal sealed partial class MastodonJson : JsonSerializerContext;
