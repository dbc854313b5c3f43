using System.Globalization;
using System.Threading.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Web.Inbox;
using Microsoft.AspNetCore.Http.Features;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Live changes as server-sent events: numbers and kinds, never a text.</summary>
internal static class EventsEndpoint
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // The sign-in is checked anew with each connection, so no stream outlives it by more than this.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    public static void MapEvents(this RouteGroupBuilder signedIn) => signedIn.MapGet("/events", StreamAsync);

    private static async Task StreamAsync(HttpContext http, IChangeFeed feed, Presence presence, ConsoleVisit visit, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        using var life = new CancellationTokenSource(LongestStream, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping, life.Token);
        var lines = Channel.CreateBounded<string>(256);
        var start = StartOf(http.Request, feed);
        await lines.Writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: 3000\nid: {start}\nevent: hello\ndata: {{}}\n\n"), stop.Token);
        using var people = presence.Follow(visit.User.Name, mention => lines.Writer.TryWrite(Line(mention)));
        var follow = FollowAsync(feed, start, lines.Writer, stop.Token);
        var beat = BeatAsync(time, lines.Writer, stop.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(stop.Token))
            {
                await http.Response.WriteAsync(line, stop.Token);
                await http.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader left, the service stops, or the stream is old enough; the browser comes back with the last number.
        }
        await stop.CancelAsync();
        await Task.WhenAll(follow, beat);
    }

    private static async Task FollowAsync(IChangeFeed feed, long start, ChannelWriter<string> lines, CancellationToken token)
    {
        try
        {
            await foreach (var change in feed.FollowAsync(start, token))
                await lines.WriteAsync(Line(change), token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The stream ends; nothing is left to tell.
        }
        lines.TryComplete();
    }

    private static async Task BeatAsync(TimeProvider time, ChannelWriter<string> lines, CancellationToken token)
    {
        try
        {
            using var timer = new PeriodicTimer(Heartbeat, time);
            while (await timer.WaitForNextTickAsync(token))
                lines.TryWrite("event: beat\ndata: {}\n\n");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The stream ends; nothing is left to tell.
        }
    }

    private static string Line(StoreChange change) => string.Create(
        CultureInfo.InvariantCulture, $"id: {change.Number}\ndata: {{\"kind\":\"{change.Kind}\",\"mention\":{change.Mention?.Value ?? 0}}}\n\n");

    // A number ahead of the feed comes from before a restart; following it would show nothing for a long time.
    private static long StartOf(HttpRequest request, IChangeFeed feed)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : request.Query["after"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= feed.Latest ? number : feed.Latest;
    }

    // Who looks at what lives in memory and has no number in the feed: a line without an id, lost where nobody listens.
    private static string Line(MentionNumber looked) =>
        string.Create(CultureInfo.InvariantCulture, $"data: {{\"kind\":\"presence\",\"mention\":{looked.Value}}}\n\n");
}
