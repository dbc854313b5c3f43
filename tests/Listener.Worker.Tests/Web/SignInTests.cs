using System.Net;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Web;

/// <summary>Sign-in, first run, roles, forged requests and headers, over plain HTTP.</summary>
public sealed class SignInTests
{
    private ConsoleHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync();
        await host.AddAsync(Seeds.Morning());
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task A_right_password_signs_in_with_a_strict_cookie()
    {
        using var client = new PlainClient(host);

        var answer = await client.SignInAsync("ana");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("listener=", StringComparison.Ordinal));
        Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=strict").And.Contain("path=/"));
    }

    [Test]
    public async Task Unknown_names_and_wrong_passwords_get_the_same_answer()
    {
        using var client = new PlainClient(host);

        var wrong = await client.SignInAsync("ben", "not the password");
        var unknown = await client.SignInAsync("nob", "not the password");

        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(unknown.StatusCode, Is.EqualTo(wrong.StatusCode));
        Assert.That(Words(await unknown.Content.ReadAsStringAsync()), Is.EqualTo(Words(await wrong.Content.ReadAsStringAsync())));
    }

    [Test]
    public async Task Guessing_is_stopped_after_five_tries_even_with_the_right_password()
    {
        await host.AddUserAsync("guessed", "Guessed", Role.Viewer);
        using var client = new PlainClient(host);
        for (var i = 0; i < 5; i++)
            await client.SignInAsync("guessed", "wrong password " + i);

        var answer = await client.SignInAsync("guessed");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_changed_stamp_ends_the_sign_in()
    {
        await host.AddUserAsync("leaver", "Leaver", Role.Viewer);
        using var client = new PlainClient(host);
        await client.SignInAsync("leaver");
        var user = (await host.Operations.FindUserAsync("leaver", default))!;

        await host.Operations.SaveUserAsync(user with { SecurityStamp = UserAccounts.NewStamp() }, default);

        Assert.That((await client.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [TestCase("//evil.example/")]
    [TestCase("https://evil.example/")]
    [TestCase("/\\evil.example")]
    public async Task Sign_in_never_leads_to_another_site(string back)
    {
        using var client = new PlainClient(host);

        var answer = await client.SignInAsync("ana", back: back);

        Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo("/"));
    }

    [Test]
    public async Task Signing_out_ends_the_sign_in_and_leads_to_the_form()
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync("/logout", "/");

        Assert.That(answer.Headers.Location?.ToString(), Does.StartWith("/login"));
        Assert.That((await client.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task A_one_time_link_signs_in_once()
    {
        var token = host.Services.GetRequiredService<LoginLinks>().Create("ana");
        using var first = new PlainClient(host);
        using var second = new PlainClient(host);

        var opened = await first.PostAsync("/login/link", $"/login/link?token={token}", ("token", token));
        var again = await second.PostAsync("/login/link", $"/login/link?token={token}", ("token", token));

        Assert.That(opened.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Every_answer_carries_the_headers()
    {
        using var client = new PlainClient(host);

        foreach (var path in new[] { "/login", "/", "/console.css", "/nowhere", "/js/console.js" })
        {
            var headers = (await client.GetAsync(path)).Headers;
            Assert.That(headers.GetValues("Content-Security-Policy").Single(), Is.EqualTo(SecurityHeaders.ContentSecurityPolicy), path);
            Assert.That(headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"), path);
            Assert.That(headers.GetValues("Referrer-Policy").Single(), Is.EqualTo("no-referrer"), path);
        }
    }

    [TestCase("/")]
    [TestCase("/mentions/1")]
    [TestCase("/approvals")]
    [TestCase("/setup/done")]
    [TestCase("/setup/team")]
    [TestCase("/setup/channel")]
    public async Task Pages_ask_for_a_sign_in(string path)
    {
        using var client = new PlainClient(host);

        var answer = await client.GetAsync(path);

        Assert.That(answer.Headers.Location?.ToString(), Does.Contain("/login?return="));
    }

    [TestCase("vera", "/mentions/1/approve")]
    [TestCase("vera", "/mentions/1/draft")]
    [TestCase("vera", "/mentions/1/reject")]
    [TestCase("vera", "/mentions/1/notes")]
    [TestCase("vera", "/mentions/1/assign")]
    [TestCase("vera", "/mentions/1/snooze")]
    [TestCase("vera", "/mentions/1/resolve")]
    [TestCase("vera", "/mentions/1/labels")]
    [TestCase("vera", "/mentions/1/claim")]
    [TestCase("vera", "/mentions/1/preview")]
    [TestCase("vera", "/bulk")]
    [TestCase("vera", "/undo/1")]
    [TestCase("vera", "/replies/00000000000000000000000000000001/undo")]
    [TestCase("vera", "/replies/00000000000000000000000000000001/there")]
    public async Task A_viewer_may_change_nothing(string name, string path)
    {
        using var client = new PlainClient(host);
        await client.SignInAsync(name);

        var answer = await client.PostAsync(path, "/", ("text", "x"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_writer_cannot_approve_what_a_rule_holds_back()
    {
        var number = (await host.AddAsync(Seeds.One("held", "I want my money back.", Intent.Complaint, rules: ["refund amount"]))).Single();
        var draft = (await host.Replies.DraftsAsync(number, default)).Single();
        using var client = new PlainClient(host);
        await client.SignInAsync("wim");

        var answer = await client.PostAsync($"/mentions/{number}/approve", "/", ("draft", draft.Id.ToString()), ("version", "1"), ("text", draft.Text));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await host.Replies.RepliesAsync(number, default), Is.Empty);
    }

    [TestCase("/mentions/1/resolve")]
    [TestCase("/bulk")]
    [TestCase("/logout")]
    [TestCase("/preferences")]
    [TestCase("/login")]
    public async Task A_form_without_the_pages_token_is_refused(string path)
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync(path, null, ("mention", "1"), ("do", "resolve"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_form_from_another_origin_is_refused()
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        client.Origin = "https://evil.example";

        var answer = await client.PostAsync("/mentions/1/resolve", "/", ("return", "/"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Set_up_makes_one_admin_and_closes()
    {
        await using var fresh = await ConsoleHost.StartAsync(withUsers: false);
        using var client = new PlainClient(fresh);
        (string, string)[] form = [("name", "first"), ("display", "First"), ("password", "a long password 1"), ("again", "a long password 1")];

        var made = await client.PostAsync("/setup", "/setup", form);
        using var late = new PlainClient(fresh);
        var again = await late.GetAsync("/setup");

        Assert.That(made.Headers.Location?.ToString(), Is.EqualTo("/setup/team"));
        Assert.That((await fresh.Operations.UsersAsync(default)).Single().Role, Is.EqualTo(Role.Admin));
        Assert.That(again.Headers.Location?.ToString(), Is.EqualTo("/login"));
    }

    [Test]
    public async Task Set_up_from_elsewhere_needs_the_token_of_the_file()
    {
        await using var fresh = await ConsoleHost.StartAsync(withUsers: false);
        var gate = fresh.Services.GetRequiredService<SetupGate>();
        var token = (await gate.IssueAsync(default))!;
        using var client = new PlainClient(fresh) { ForwardedFor = "203.0.113.7" };
        (string, string)[] form = [("name", "first"), ("password", "a long password 1"), ("again", "a long password 1")];

        var without = await client.PostAsync("/setup", "/setup", form);
        var with = await client.PostAsync("/setup", "/setup", [.. form, ("token", token)]);

        Assert.That(without.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(with.Headers.Location?.ToString(), Is.EqualTo("/setup/team"));
        Assert.That(File.Exists(gate.TokenFile), Is.False);
    }

    [Test]
    public async Task The_token_file_is_for_the_services_account_only()
    {
        await using var fresh = await ConsoleHost.StartAsync(withUsers: false);
        var gate = fresh.Services.GetRequiredService<SetupGate>();

        await gate.IssueAsync(default);

        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(gate.TokenFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase("short", "short")]
    [TestCase("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa")]
    [TestCase("a long password 1", "a long password 2")]
    public async Task A_weak_or_mistyped_password_makes_no_account(string password, string again)
    {
        await using var fresh = await ConsoleHost.StartAsync(withUsers: false);
        using var client = new PlainClient(fresh);

        var answer = await client.PostAsync("/setup", "/setup", ("name", "first"), ("password", password), ("again", again));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await fresh.Operations.UsersAsync(default), Is.Empty);
    }

    [Test]
    public async Task Looking_changes_nothing()
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var before = (await host.Mentions.FindAsync(new MentionNumber(1), default))!;

        foreach (var path in new[] { "/mentions/1", "/mentions/1/resolve", "/mentions/1/approve", "/bulk", "/undo/1", "/logout" })
            await client.GetAsync(path);

        Assert.That((await host.Mentions.FindAsync(before.Number, default))!.State, Is.EqualTo(before.State));
        Assert.That((await client.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    // The field with the typed name and the token differ by nature.
    private static string Words(string html) => System.Text.RegularExpressions.Regex.Replace(html, "value=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
