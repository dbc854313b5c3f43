using System.Net.Sockets;
using System.Security.Authentication;
using Listener.Worker.Channels;

namespace Listener.Worker.Tests.Channels;

/// <summary>
/// What every channel over HTTP must do beside. Situations: no name, no connection, no TLS, reset, timeout, 5xx that passes
/// and that stays, 429 with and without a time, refused credentials, an answer that is no answer, one that is too large.
/// </summary>
public abstract class HttpChannelContract : ChannelContract
{
    /// <summary>The network.</summary>
    protected RecordedHttp Http { get; private set; } = new();

    /// <summary>Client the channel is built with.</summary>
    protected HttpClient Client { get; private set; } = new();

    /// <summary>Path that a reading of the first watch asks.</summary>
    protected abstract string ReadPath { get; }

    /// <summary>The network's answer when there is nothing, if it is one of the answers that elsewhere are none.</summary>
    protected virtual string? EmptyList => null;

    /// <summary>Starts each test with an empty network.</summary>
    [SetUp]
    public void Connect()
    {
        Http = new RecordedHttp();
        Client = new HttpClient(Http) { Timeout = Timeout.InfiniteTimeSpan };
        Prepare();
    }

    /// <summary>Fails the test if a request came that nobody recorded.</summary>
    [TearDown]
    public void Disconnect()
    {
        Client.Dispose();
        Http.Dispose();
        Http.CheckAllRecorded();
    }

    /// <summary>Records what comes before a reading, such as signing in, and makes the channel.</summary>
    protected abstract void Prepare();

    [TestCase(HttpRequestError.NameResolutionError, "host name")]
    [TestCase(HttpRequestError.ConnectionError, "could not be reached")]
    [TestCase(HttpRequestError.SecureConnectionError, "secure connection")]
    [TestCase(HttpRequestError.ResponseEnded, "broke")]
    public async Task Broken_connection_is_a_passing_fault(HttpRequestError error, string words)
    {
        Http.Break("GET", ReadPath, new HttpRequestException(error, "secret detail", new AuthenticationException()));

        var fault = await FaultAsync();

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.Transient));
        Assert.That(fault.What, Does.Contain(words));
        Assert.That(fault.ToString(), Does.Not.Contain("secret detail"));
    }

    /// <summary>What .NET throws when the other side hangs up between connecting and the first byte.</summary>
    [Test]
    public async Task Connection_that_breaks_while_it_is_opened_is_a_passing_fault()
    {
        Http.Break("GET", ReadPath, new SocketException((int)SocketError.NotConnected));

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Transient));
    }

    [Test]
    public async Task No_answer_in_time_is_a_passing_fault()
    {
        Http.Hang("GET", ReadPath);

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Transient));
    }

    [Test]
    public async Task Server_fault_that_passes_costs_nothing()
    {
        Http.On("GET", ReadPath, 502, "<html>bad gateway</html>");
        NetworkHas(At(1, "first"));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Server_fault_that_stays_is_a_passing_fault_after_three_tries()
    {
        Http.On("GET", ReadPath, 500, "{\"error\":\"InternalServerError\"}");

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Transient));
        Assert.That(Http.Requests.Count(r => r.Address.AbsolutePath == ReadPath), Is.EqualTo(3));
    }

    [Test]
    public async Task Too_many_calls_waits_as_long_as_the_network_says()
    {
        Http.On("GET", ReadPath, 429, "{}", "Retry-After: 120");

        var fault = await FaultAsync();

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.RateLimited));
        Assert.That(fault.RetryAt, Is.EqualTo(Now.AddSeconds(120)));
        Assert.That(Http.Requests.Count(r => r.Address.AbsolutePath == ReadPath), Is.EqualTo(1));
    }

    [Test]
    public async Task Too_many_calls_without_a_time_names_none()
    {
        Http.On("GET", ReadPath, 429, "{}");

        Assert.That(await FaultAsync(), Has.Property(nameof(ChannelFault.Kind)).EqualTo(ChannelFaultKind.RateLimited).And.Property(nameof(ChannelFault.RetryAt)).Null);
    }

    [Test]
    public async Task Missing_permission_names_the_credentials()
    {
        Http.On("GET", ReadPath, 403, "{\"error\":\"Forbidden\"}");

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Unauthorised));
    }

    [TestCase("")]
    [TestCase("<html><body>Welcome to the hotel</body></html>")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"unexpected\":true}")]
    public async Task Answer_that_is_no_answer_is_a_fault(string body)
    {
        Http.On("GET", ReadPath, 200, body);
        if (body == EmptyList)
        {
            Assert.That((await ReadAsync(null)).Mentions, Is.Empty);
            return;
        }

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Unknown));
    }

    [Test]
    public async Task Failed_connection_test_names_a_setting()
    {
        Http.Break("GET", ReadPath, new HttpRequestException(HttpRequestError.NameResolutionError));

        var report = await Source.TestAsync(default);

        Assert.That(report.Ok, Is.False);
        Assert.That(report.Summary, Does.Contain("Listener:Channels:under-test:"));
    }

    [Test]
    public async Task Shutdown_in_the_middle_of_a_call_is_no_fault()
    {
        using var stop = new CancellationTokenSource();
        Http.On("GET", ReadPath, _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        var reading = async () => await Source.ReadAsync(Source.Watches[0], null, stop.Token);

        await Assert.CatchAsync<OperationCanceledException>(async () => await reading());
    }

    /// <summary>Fault of a reading.</summary>
    protected async Task<ChannelFault> FaultAsync() => (await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync(null)))!.Fault;
}
