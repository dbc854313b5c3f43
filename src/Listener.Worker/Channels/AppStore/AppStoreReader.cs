using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>Reads reviews, newest first, back to the last watermark and a day beyond, because the store shows reviews late.</summary>
internal sealed class AppStoreReader(ChannelKey channel, AppStoreOptions options, AppStoreApi api, TimeProvider clock)
{
    private const int MaxPages = 50;
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    /// <summary>Reads the app's reviews; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var from = WatermarkCursor.Parse(cursor) ?? WatermarkCursor.StartAt(now - options.FirstReadBack);
        var found = new NewestFirstReading<AnsweredReview>(from, now, "is no review as the store documents it (id, attributes with createdDate)");
        var complete = await CollectAsync(found, token);
        if (found.IsEmpty)
            return MentionPage.Empty(from.ToPollCursor());
        var gap = complete ? null : new ReadingGap(from.Mark, found.Oldest, $"more than {MaxPages} pages were waiting; the older ones were passed over");
        return new MentionPage(ToMentions(found.Items, watch, now), found.Advance(Overlap).ToPollCursor(), false, found.Bad, [], gap);
    }

    private async Task<bool> CollectAsync(NewestFirstReading<AnsweredReview> found, CancellationToken token)
    {
        Uri? at = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var reviews = await api.ListAsync(at, 200, token);
            if (found.Take(reviews.Items, i => Read(i, reviews.Responses)) || reviews.Next is null || reviews.Next == at)
                return true;
            at = reviews.Next;
        }
        return false;
    }

    private IReadOnlyList<Mention> ToMentions(IEnumerable<AnsweredReview> reviews, Watch watch, DateTimeOffset now)
    {
        var mentions = new List<Mention>();
        foreach (var review in reviews.OrderBy(r => r.Review.Attributes.CreatedDate).ThenBy(r => r.Review.Id, StringComparer.Ordinal))
        {
            mentions.Add(AppStoreMention.From(review, channel, watch.Name, options.AppId, now));
            if (review.Response is { } response)
                mentions.Add(AppStoreMention.Own(review, response, channel, watch.Name, options.AppId, now));
        }
        return mentions;
    }

    // An edited review keeps its id, and so does one that was answered since; both are taken in again.
    private static ListedItem<AnsweredReview>? Read(ReadOnlyMemory<byte> item, IReadOnlyDictionary<string, WireResponse> responses)
    {
        if (WireJson.TryParse(item, AppStoreJson.Default.WireReview) is not { Id.Length: > 0 and <= 1000 } review)
            return null;
        var response = review.ResponseId is { } id ? responses.GetValueOrDefault(id) : null;
        var key = $"{review.Id}@{AppStoreMention.VersionOf(review)}@{AppStoreMention.MarkOf(response)}";
        return new ListedItem<AnsweredReview>(key, review.Attributes.CreatedDate, new AnsweredReview(review, response));
    }
}
