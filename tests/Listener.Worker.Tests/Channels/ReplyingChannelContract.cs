using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels;

/// <summary>
/// What every channel that answers must do. Only what is surely not stored may be tried again; all else is Unknown, and one
/// call of PostAsync sends one request.
/// </summary>
public abstract class ReplyingChannelContract : HttpChannelContract
{
    /// <summary>Path and method of the call that posts.</summary>
    protected abstract (string Method, string Path) Posting { get; }

    /// <summary>Body of the network's answer to a good post of <paramref name="reply"/>.</summary>
    protected abstract string GoodAnswer(Reply reply);

    private IReplyPoster Poster => (IReplyPoster)Source;

    [Test]
    public async Task Accepted_post_is_delivered()
    {
        var reply = await ReplyAsync();
        Http.On(Posting.Method, Posting.Path, 200, GoodAnswer(reply));

        var result = await Poster.PostAsync(reply, default);

        Assert.That(result, Is.TypeOf<PostResult.Delivered>());
        Assert.That(Posts(), Is.EqualTo(1));
    }

    [TestCase(HttpRequestError.NameResolutionError)]
    [TestCase(HttpRequestError.ConnectionError)]
    [TestCase(HttpRequestError.SecureConnectionError)]
    public async Task Post_that_never_left_may_be_tried_again(HttpRequestError error)
    {
        var reply = await ReplyAsync();
        Http.Break(Posting.Method, Posting.Path, new HttpRequestException(error));

        var result = await Poster.PostAsync(reply, default);

        Assert.That(result, Is.TypeOf<PostResult.RetryLater>());
        Assert.That(Posts(), Is.EqualTo(1));
    }

    [Test]
    public async Task Too_many_posts_wait_as_long_as_the_network_says()
    {
        var reply = await ReplyAsync();
        Http.On(Posting.Method, Posting.Path, 429, "{}", "Retry-After: 90");

        var result = await Poster.PostAsync(reply, default);

        Assert.That(result, Is.InstanceOf<PostResult.RetryLater>().With.Property(nameof(PostResult.RetryLater.At)).EqualTo(Now.AddSeconds(90)));
    }

    [TestCase(HttpRequestError.ResponseEnded)]
    [TestCase(HttpRequestError.Unknown)]
    [TestCase(HttpRequestError.InvalidResponse)]
    public async Task Connection_lost_after_sending_leaves_the_outcome_unknown(HttpRequestError error)
    {
        var reply = await ReplyAsync();
        Http.Break(Posting.Method, Posting.Path, new HttpRequestException(error));

        var result = await Poster.PostAsync(reply, default);

        Assert.That(result, Is.TypeOf<PostResult.Unknown>());
        Assert.That(Posts(), Is.EqualTo(1));
    }

    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(403)]
    [TestCase(409)]
    [TestCase(302)]
    public async Task Any_other_status_leaves_the_outcome_unknown(int status)
    {
        var reply = await ReplyAsync();
        Http.On(Posting.Method, Posting.Path, status, "");

        var result = await Poster.PostAsync(reply, default);

        Assert.That(result, Is.TypeOf<PostResult.Unknown>());
        Assert.That(((PostResult.Unknown)result).SaidNo, Is.EqualTo(status == 403));
        Assert.That(Posts(), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("{\"uri\":\"at://did")] // cut off
    [TestCase("<html>ok</html>")]
    [TestCase("{}")]
    public async Task Acceptance_that_cannot_be_read_leaves_the_outcome_unknown(string body)
    {
        var reply = await ReplyAsync();
        Http.On(Posting.Method, Posting.Path, 200, body);

        Assert.That(await Poster.PostAsync(reply, default), Is.TypeOf<PostResult.Unknown>());
    }

    [Test]
    public async Task No_answer_in_time_leaves_the_outcome_unknown()
    {
        var reply = await ReplyAsync();
        Http.Hang(Posting.Method, Posting.Path);

        Assert.That(await Poster.PostAsync(reply, default), Is.TypeOf<PostResult.Unknown>());
    }

    [Test]
    public async Task Shutdown_after_sending_leaves_the_outcome_unknown()
    {
        var reply = await ReplyAsync();
        using var stop = new CancellationTokenSource();
        Http.On(Posting.Method, Posting.Path, _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        Assert.That(await Poster.PostAsync(reply, stop.Token), Is.TypeOf<PostResult.Unknown>());
    }

    [Test]
    public async Task Shutdown_before_sending_sends_nothing()
    {
        var reply = await ReplyAsync();

        await Assert.CatchAsync<OperationCanceledException>(async () => await Poster.PostAsync(reply, new CancellationToken(true)));
        Assert.That(Posts(), Is.Zero);
    }

    [Test]
    public async Task Every_try_sends_the_same_bytes()
    {
        var reply = await ReplyAsync();
        Http.On(Posting.Method, Posting.Path, 500, "");
        await Poster.PostAsync(reply, default);
        Clock.Now += TimeSpan.FromHours(3);
        Restart();
        var restored = Reply.Restore(reply.Id, reply.Mention, reply.Conversation, reply.Answers, reply.Text, reply.Language, reply.TargetVersion, reply.ApprovedAt);

        await ((IReplyPoster)Source).PostAsync(restored, default);

        var bodies = Http.Requests.Where(r => r.Method == Posting.Method && r.Address.AbsolutePath == Posting.Path).Select(r => r.Body).ToList();
        Assert.That(bodies, Has.Count.EqualTo(2));
        Assert.That(bodies[1], Is.EqualTo(bodies[0]));
    }

    [Test]
    public async Task Text_over_the_limit_is_refused_and_not_sent()
    {
        var reply = await ReplyAsync(new string('a', 100_000));

        Assert.That(await Poster.PostAsync(reply, default), Is.TypeOf<PostResult.Refused>());
        Assert.That(Posts(), Is.Zero);
    }

    [Test]
    public async Task Own_posts_are_marked()
    {
        NetworkHas(At(1, "from a customer"), At(2, "from us") with { IsOwn = true });

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Where(m => m.IsOwn).Select(m => m.Text), Is.EqualTo(new[] { "from us" }));
    }

    /// <summary>An approved reply to a mention that was just read.</summary>
    protected async Task<Reply> ReplyAsync(string text = "Thank you, we look into it.")
    {
        NetworkHas(At(1, "my kettle leaks"));
        var page = await ReadAsync(null);
        return Replies.To(page.Mentions[0], text, new Guid("11111111-2222-3333-4444-555555555555"), Now);
    }

    private int Posts() => Http.Requests.Count(r => r.Method == Posting.Method && r.Address.AbsolutePath == Posting.Path);
}
