using System.Net;
using System.Text;

namespace Listener.Worker.Tests.Channels;

/// <summary>A request as the network would have seen it.</summary>
public sealed record RecordedRequest(string Method, Uri Address, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Value of a query parameter; null if absent.</summary>
    public string? Query(string name) => System.Web.HttpUtility.ParseQueryString(Address.Query)[name];
}

/// <summary>
/// Plays recorded answers. Each answer belongs to a method and a path; several answers to one path come in turn and the
/// last one stays. An unrecorded request fails the test at its end, whatever the product made of the error.
/// </summary>
public sealed class RecordedHttp : HttpMessageHandler
{
    private readonly List<(string Method, string Path, Queue<Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>>> Answers)> recorded = [];
    private readonly List<string> unrecorded = [];

    /// <summary>All requests so far.</summary>
    public List<RecordedRequest> Requests { get; } = [];

    /// <summary>Answers with a status, a body and headers written as <c>Name: value</c>.</summary>
    public RecordedHttp On(string method, string path, int status, string body, params string[] headers) =>
        On(method, path, _ => Answer(status, body, headers));

    /// <summary>Answers with what <paramref name="answer"/> makes of the request.</summary>
    public RecordedHttp On(string method, string path, Func<RecordedRequest, HttpResponseMessage> answer) =>
        On(method, path, (request, _) => Task.FromResult(answer(request)));

    /// <summary>Fails as the client's own handler would.</summary>
    public RecordedHttp Break(string method, string path, Exception error) =>
        On(method, path, (_, _) => Task.FromException<HttpResponseMessage>(error));

    /// <summary>Never answers.</summary>
    public RecordedHttp Hang(string method, string path) => On(method, path, async (_, token) =>
    {
        await Task.Delay(Timeout.Infinite, token);
        return Answer(500, "");
    });

    /// <summary>Forgets the answers to a path.</summary>
    public RecordedHttp Forget(string method, string path)
    {
        recorded.RemoveAll(r => r.Method == method && r.Path == path);
        return this;
    }

    /// <summary>Builds an answer.</summary>
    public static HttpResponseMessage Answer(int status, string body, params string[] headers) => Answer(status, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Builds an answer.</summary>
    public static HttpResponseMessage Answer(int status, byte[] body, params string[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        foreach (var header in headers.Select(h => h.Split(": ", 2)))
        {
            if (!answer.Headers.TryAddWithoutValidation(header[0], header[1]))
                answer.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
        }
        return answer;
    }

    /// <summary>Fails the test if a request came that nobody recorded.</summary>
    public void CheckAllRecorded() => Assert.That(unrecorded, Is.Empty, "requests that nobody recorded");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var seen = await ReadAsync(request, cancellationToken);
        Requests.Add(seen);
        var match = recorded.Find(r => r.Method == seen.Method && r.Path == seen.Address.AbsolutePath);
        if (match.Answers is null)
        {
            unrecorded.Add($"{seen.Method} {seen.Address.PathAndQuery}");
            throw new HttpRequestException("unrecorded");
        }
        var answer = match.Answers.Count > 1 ? match.Answers.Dequeue() : match.Answers.Peek();
        return await answer(seen, cancellationToken);
    }

    private RecordedHttp On(string method, string path, Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        var match = recorded.Find(r => r.Method == method && r.Path == path);
        if (match.Answers is null)
        {
            match = (method, path, new());
            recorded.Add(match);
        }
        match.Answers.Enqueue(answer);
        return this;
    }

    private static async Task<RecordedRequest> ReadAsync(HttpRequestMessage request, CancellationToken token) => new(
        request.Method.Method,
        request.RequestUri!,
        request.Content is null ? "" : await request.Content.ReadAsStringAsync(token),
        request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)));
}
