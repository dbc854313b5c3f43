using System.Net;
using System.Text.RegularExpressions;

namespace Listener.Worker.Tests.Support.Web;

/// <summary>A browser without scripts: cookies, forms with their token, no redirects followed.</summary>
public sealed partial class PlainClient : IDisposable
{
    private readonly HttpClient client;

    public PlainClient(ConsoleHost host)
    {
        client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    /// <summary>Origin header of posts; null for none.</summary>
    public string? Origin { get; set; }

    /// <summary>X-Forwarded-For header; null for none.</summary>
    public string? ForwardedFor { get; set; }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Posts a form with the token of <paramref name="page"/>; without a token if that is null.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string? page, params (string Name, string Value)[] fields)
    {
        var form = fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (page is not null)
            form.Add(KeyValuePair.Create("token-of-page", await TokenOfAsync(page)));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (Origin is not null)
            request.Headers.Add("Origin", Origin);
        return await SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password = ConsoleHost.Password, string back = "/") =>
        PostAsync("/login", "/login", ("name", name), ("password", password), ("return", back));

    /// <summary>Opens an endless answer.</summary>
    public async Task<EndlessAnswer> StreamAsync(string path) =>
        new(await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead));

    public void Dispose() => client.Dispose();

    private async Task<string> TokenOfAsync(string page)
    {
        var match = Token().Match(await (await GetAsync(page)).Content.ReadAsStringAsync());
        return WebUtility.HtmlDecode(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (ForwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", ForwardedFor);
        return client.SendAsync(request);
    }

    [GeneratedRegex("name=\"token-of-page\"[^>]*value=\"([^\"]+)\"|value=\"([^\"]+)\"[^>]*name=\"token-of-page\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}

/// <summary>An answer that does not end, read as far as needed.</summary>
public sealed class EndlessAnswer(HttpResponseMessage answer) : IDisposable
{
    /// <summary>Everything received until a text occurs; fails the test after 15 s.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        var all = new System.Text.StringBuilder();
        while (!all.ToString().Contains(text, StringComparison.Ordinal))
            all.Append(await reader.ReadLineAsync(limit.Token)).Append('\n');
        return all.ToString();
    }

    public void Dispose() => answer.Dispose();
}
