using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>
/// Reads reviews, newest change first, back to the last watermark. The store shows the last 7 days only: a longer pause is
/// reported as a gap, and a channel that fails for 5 days says that reviews are about to be lost.
/// </summary>
internal sealed class GooglePlayReader(ChannelKey channel, GooglePlayOptions options, GooglePlayApi api, TimeProvider clock)
{
    private const string Form = "g1";
    private const int MaxPages = 50;
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly TimeSpan AlarmAfter = TimeSpan.FromDays(5);
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(6);

    /// <summary>Reads the app's reviews; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var (readAt, from) = Parse(cursor);
        from ??= WatermarkCursor.StartAt(now - Window);
        var found = new NewestFirstReading<WireReview>(from, now, "is no review as the store documents it (reviewId, comments with userComment)");
        var complete = await CollectAsync(found, readAt, now, token);
        var next = new PollCursor($"{Form}|{HourOf(now)}|{found.Advance(Overlap).ToPollCursor().Value}");
        var gap = GapOf(readAt, now) ?? (complete ? null : new ReadingGap(from.Mark, found.Oldest, $"more than {MaxPages} pages were waiting; the older ones were passed over"));
        return new MentionPage(ToMentions(found.Items, watch, now), next, false, found.Bad, [], gap);
    }

    private async Task<bool> CollectAsync(NewestFirstReading<WireReview> found, DateTimeOffset? readAt, DateTimeOffset now, CancellationToken token)
    {
        try
        {
            string? at = null;
            for (var page = 0; page < MaxPages; page++)
            {
                var reviews = await api.ListAsync(at, 100, token);
                if (found.Take(reviews.Items, Read) || reviews.Next is null || reviews.Next == at)
                    return true;
                at = reviews.Next;
            }
            return false;
        }
        catch (ChannelException e) when (readAt is { } last && now - last >= AlarmAfter)
        {
            throw new ChannelException(Alarmed(e.Fault, last), e);
        }
    }

    private static ChannelFault Alarmed(ChannelFault fault, DateTimeOffset last) => fault with
    {
        Next = $"Reviews have not been read since {last:yyyy-MM-dd}, and the store forgets them for readers after 7 days: mend this before {last + Window:yyyy-MM-dd HH:mm} UTC, or export them in the Play Console. {fault.Next}",
    };

    private static ReadingGap? GapOf(DateTimeOffset? readAt, DateTimeOffset now) => readAt is { } last && now - last > Window
        ? new ReadingGap(last, now - Window, "the store shows reviews of the last 7 days only; export the older ones in the Play Console")
        : null;

    private IReadOnlyList<Mention> ToMentions(IEnumerable<WireReview> reviews, Watch watch, DateTimeOffset now)
    {
        var mentions = new List<Mention>();
        foreach (var review in reviews.OrderBy(r => r.User!.LastModified.At).ThenBy(r => r.ReviewId, StringComparer.Ordinal))
        {
            mentions.Add(GooglePlayMention.From(review, review.User!, channel, watch.Name, options.Package, now));
            if (review.Developer is { } answer)
                mentions.Add(GooglePlayMention.Own(review, answer, channel, watch.Name, options.Package, now));
        }
        return mentions;
    }

    // An edited review keeps its id, and so does one that was answered since; both are taken in again.
    private static ListedItem<WireReview>? Read(ReadOnlyMemory<byte> item)
    {
        try
        {
            return WireJson.TryParse(item, GooglePlayWireJson.Default.WireReview) is { ReviewId.Length: > 0 and <= 900, User: { } user } review
                ? new ListedItem<WireReview>($"{review.ReviewId}@{user.LastModified.Mark}@{review.Developer?.LastModified?.Mark}", user.LastModified.At, review)
                : null;
        }
        catch (JsonException)
        {
            // Its time is no time; set aside by the caller.
            return null;
        }
    }

    // Kept by the hour: a cursor that changed with every poll would be written for nothing.
    private static string HourOf(DateTimeOffset now) => (now.ToUnixTimeSeconds() / 3600).ToString(CultureInfo.InvariantCulture);

    private static (DateTimeOffset? ReadAt, WatermarkCursor? From) Parse(PollCursor? cursor) =>
        cursor?.Value.Split('|', 3) is [Form, var hour, var mark] && long.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 70_000_000
            ? (DateTimeOffset.FromUnixTimeSeconds(hours * 3600), WatermarkCursor.Parse(new PollCursor(mark)))
            : (null, null);
}
