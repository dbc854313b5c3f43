using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>Turns the fields of one record into a mention, or says what is wrong with them.</summary>
internal sealed class DropRow(ChannelKey channel, string watch, DateTimeOffset fileTime, DateTimeOffset now)
{
    private static readonly ReplyEligibility ByHand = ReplyEligibility.ManualOnly("texts from files are answered by hand");
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private string? problem;

    /// <summary>Reads a row.</summary>
    /// <param name="fields">Fields by <see cref="DropColumn"/>; null where missing.</param>
    /// <param name="fault">What is wrong and what is expected; null if nothing is.</param>
    /// <returns>The mention; null if something is wrong.</returns>
    public Mention? Read(string?[] fields, out string? fault)
    {
        problem = null;
        var mention = Build(fields);
        fault = problem;
        return problem is null ? mention : null;
    }

    private Mention? Build(string?[] fields)
    {
        string? Field(DropColumn column) => fields[(int)column] is { } text && text.AsSpan().Trim() is { Length: > 0 } trimmed ? (trimmed.Length == text.Length ? text : trimmed.ToString()) : null;
        if (Array.Exists(fields, f => f is not null && SafeText.HasLoneSurrogate(f)))
            return Fail("holds half a surrogate pair; write the file as UTF-8");
        var id = Needed(Field(DropColumn.Id), "id", 1000);
        var author = Needed(Field(DropColumn.Author), "author", MentionLimits.MaxName);
        var stars = Stars(Field(DropColumn.Stars));
        var text = Field(DropColumn.Text);
        if (text is null && stars is null)
            problem ??= "has no text; fill the column text, or stars";
        var postedAt = PostedAt(Field(DropColumn.PostedAt));
        var url = Url(Field(DropColumn.Url));
        var language = Language(Field(DropColumn.Lang));
        var kind = OneOf(Field(DropColumn.Kind), stars is null ? MentionKind.Post : MentionKind.Review, "kind");
        var audience = OneOf(Field(DropColumn.Audience), Audience.Public, "audience");
        var reach = Reach(Field(DropColumn.Reach));
        if (problem is not null)
            return null;
        var title = SafeText.CleanLine(Field(DropColumn.Title), MentionLimits.MaxName);
        var name = SafeText.CleanLine(author, MentionLimits.MaxName);
        var native = SafeText.CleanLine(id, 1000);
        return new Mention
        {
            Id = new MentionId(channel, native),
            Watch = watch,
            Kind = kind,
            Author = new Author(SafeText.CleanLine(Field(DropColumn.AuthorId) ?? author, MentionLimits.MaxName), name.TrimStart('@'), name, reach),
            Text = SafeText.Clean(text, MentionLimits.MaxText, out var cut),
            TextWasCut = cut,
            Title = title.Length > 0 ? title : null,
            PostedAt = postedAt,
            Conversation = new ConversationRef(channel, SafeText.CleanLine(Field(DropColumn.Thread) ?? native, 1000), native, audience),
            Eligibility = ByHand,
            Permalink = url,
            Stars = stars,
            LanguageHint = language,
        };
    }

    private string? Needed(string? text, string column, int max)
    {
        if (text is null)
            problem ??= $"has no {column}; fill the column {column}";
        else if (text.Length > max)
            problem ??= $"has an {column} of {text.Length:N0} characters; at most {max:N0} are allowed";
        return text;
    }

    private DateTimeOffset PostedAt(string? text)
    {
        if (text is null)
            return fileTime > now ? now : fileTime;
        if (char.IsAsciiDigit(text[0]) && text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time >= Earliest)
        {
            return time > now ? now : time;
        }
        problem ??= "has a postedAt that is no date since 1990; expected ISO 8601, for example 2026-11-20T08:00:00Z";
        return now;
    }

    private int? Stars(string? text)
    {
        if (text is null)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var stars) && stars is >= 1 and <= 5)
            return stars;
        problem ??= "has stars that are no whole number from 1 to 5";
        return null;
    }

    private long? Reach(string? text)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var reach))
            return reach;
        problem ??= "has a reach that is no whole number from 0 on";
        return null;
    }

    private Uri? Url(string? text)
    {
        if (text is null)
            return null;
        if (text.Length <= 2_000 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            return uri;
        problem ??= "has a url that is no web address; expected http or https, for example https://example.com/1";
        return null;
    }

    private string? Language(string? text)
    {
        var code = text?.Split('-')[0].Split('_')[0].ToLowerInvariant();
        if (code is null or "und")
            return null;
        if (code.Length == 2 && code.All(char.IsAsciiLetterLower))
            return code;
        problem ??= "has a lang that is no language code; expected two letters, for example de";
        return null;
    }

    private T OneOf<T>(string? text, T missing, string column)
        where T : struct, Enum
    {
        if (text is null)
            return missing;
        if (char.IsLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            return value;
        problem ??= $"has an unknown {column}; expected one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}";
        return missing;
    }

    private Mention? Fail(string what)
    {
        problem = what;
        return null;
    }
}
