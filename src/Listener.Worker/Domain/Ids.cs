using System.Globalization;
using System.Text.RegularExpressions;

namespace Listener.Worker.Domain;

/// <summary>Short name of one configured account on one network, for example <c>bluesky-main</c>.</summary>
public sealed partial record ChannelKey
{
    /// <param name="value">1-63 characters: small ASCII letters, digits and hyphens, not starting with a hyphen.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    public ChannelKey(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' is not a channel name: use 1-63 small letters, digits and hyphens, for example 'bluesky-main'.", nameof(value));
        Value = value;
    }

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>True if <paramref name="value"/> could be a channel name.</summary>
    public static bool IsValid(string? value) => value is not null && Form().IsMatch(value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}

/// <summary>Worldwide unique id of a mention: the channel and the network's own id, compared ordinally.</summary>
/// <param name="Channel">Channel that read the mention.</param>
/// <param name="NativeId">The network's id, opaque, 1-1,000 characters.</param>
public sealed record MentionId(ChannelKey Channel, string NativeId)
{
    /// <summary>The network's id.</summary>
    public string NativeId { get; } =
        NativeId.Length is > 0 and <= 1000 ? NativeId : throw new ArgumentException("A native id has 1-1,000 characters.", nameof(NativeId));

    /// <inheritdoc/>
    public override string ToString() => $"{Channel.Value}|{NativeId}";
}

/// <summary>Number the store gave a mention when it was first seen; rising, used in addresses and as paging key.</summary>
public readonly record struct MentionNumber(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Number of a draft; rising.</summary>
public readonly record struct DraftId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Id of a reply, made once at approval; record keys and idempotency keys derive from it.</summary>
public readonly record struct ReplyId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("n");

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out ReplyId id)
    {
        var ok = Guid.TryParseExact(text, "n", out var value);
        id = new ReplyId(value);
        return ok;
    }
}
