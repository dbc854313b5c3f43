using System.Text;
using System.Text.Json;
using Listener.Worker.Channels;
using Listener.Worker.Cli;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Cli;

/// <summary>The verbs digest, poll, import and user, run as the service runs them for a local caller.</summary>
public sealed class OperationVerbTests
{
    private ConsoleHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await ConsoleHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task Mentions_are_imported_once_and_broken_rows_are_told()
    {
        const string csv = "id,text,author,stars\r\n1,Where is my parcel?,ana,\r\n2,,ben,\r\n3,\"Broken, again\",cem,2\r\n1,twice,ana,\r\n";

        var first = await RunAsync(csv, "import", "mentions", "--file", "x.csv", "--json");
        var second = await RunAsync(csv, "import", "mentions", "--file", "x.csv", "--json");

        using var report = JsonDocument.Parse(first.Output);
        using var again = JsonDocument.Parse(second.Output);
        Assert.That(report.RootElement.GetProperty("added").GetInt32(), Is.EqualTo(2));
        Assert.That(report.RootElement.GetProperty("refused").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()), Is.EqualTo(new[] { 3, 5 }));
        Assert.That((again.RootElement.GetProperty("added").GetInt32(), again.RootElement.GetProperty("same").GetInt32()), Is.EqualTo((0, 2)));
        Assert.That(first.Code, Is.EqualTo(ExitCode.CheckFailed));
    }

    [Test]
    public async Task Labels_are_imported_once_and_wrong_ones_are_told()
    {
        var numbers = await host.AddAsync(Seeds.Morning());
        var lines = $"{{\"number\":\"{numbers[0]}\",\"field\":\"sentiment\",\"after\":\"Positive\"}}\n{{\"number\":\"99999\",\"field\":\"sentiment\",\"after\":\"Positive\"}}\n{{\"number\":\"{numbers[1]}\",\"field\":\"colour\",\"after\":\"red\"}}\nnonsense\n";

        var first = await RunAsync(lines, "import", "labels", "--file", "x.jsonl");
        var second = await RunAsync(lines.Split('\n')[0], "import", "labels", "--file", "x.jsonl");

        Assert.That(first.Output, Does.Contain("0 added, 0 same, 1 changed, 3 refused").And.Contain("line 2:").And.Contain("line 3:").And.Contain("line 4:"));
        Assert.That((await host.Mentions.FindAsync(numbers[0], default))!.Classification!.Sentiment, Is.EqualTo(Domain.SentimentLabel.Positive));
        Assert.That((second.Output.Trim(), second.Code), Is.EqualTo(("0 added, 1 same, 0 changed, 0 refused", ExitCode.NothingToDo)));
    }

    [Test]
    public async Task A_person_is_added_reset_and_listed()
    {
        var added = await RunAsync("a long enough password\n", "user", "add", "dora", "--role", "approver");
        var twice = await RunAsync("a long enough password\n", "user", "add", "Dora");
        var stamp = (await host.Operations.FindUserAsync("dora", default))!.SecurityStamp;
        var reset = await RunAsync("another good password\n", "user", "reset", "dora");
        var list = await RunAsync("", "user", "list");

        var dora = (await host.Operations.FindUserAsync("dora", default))!;
        Assert.That((added.Code, twice.Code, reset.Code), Is.EqualTo((ExitCode.Done, ExitCode.Failed, ExitCode.Done)));
        Assert.That(dora.Role, Is.EqualTo(Role.Approver));
        Assert.That(dora.SecurityStamp, Is.Not.EqualTo(stamp));
        Assert.That(PasswordHashing.Verify("another good password", dora.PasswordHash), Is.True);
        Assert.That(list.Output, Does.Contain("dora").And.Not.Contain("pbkdf2"));
    }

    [Test]
    public async Task A_short_password_is_refused()
    {
        var result = await RunAsync("short\n", "user", "add", "dora");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(await host.Operations.FindUserAsync("dora", default), Is.Null);
    }

    [Test]
    public async Task A_dry_run_shows_what_would_be_stored_and_stores_nothing()
    {
        var mention = Seeds.One("new1", "A fresh mention\nin two lines").Mention;
        host.Channel.Offer(Support.Builders.Page(new PollCursor("c1"), mention)).Offer(Support.Builders.Page(new PollCursor("c1"), mention));

        var dry = await RunAsync("", "poll", "--dry-run");
        var stored = await host.Mentions.FindAsync(mention.Id, default);
        var wet = await RunAsync("", "poll");

        Assert.That(dry.Output, Does.Contain("fake-main/mentions: 1 new").And.Contain("A fresh mention in two lines"));
        Assert.That(stored, Is.Null);
        Assert.That(wet.Output, Does.Contain("1 read, 1 new"));
    }

    [Test]
    public async Task Polling_an_unknown_channel_is_wrong_usage()
    {
        var result = await RunAsync("", "poll", "--channel", "nowhere");

        Assert.That((result.Code, result.Errors.Contains("Listener:Channels", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Usage, true)));
    }

    [Test]
    public async Task A_digest_is_handed_over_as_json_and_a_future_week_is_refused()
    {
        await host.AddAsync(Seeds.Morning());

        var past = await RunAsync("", "digest", "--json");
        var future = await RunAsync("", "digest", "--week", "2099-W01");

        Assert.That(Worker.Digests.DigestJson.Read(past.Output).Brand, Is.EqualTo("Nordwind"));
        Assert.That(future.Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task Sending_is_stopped_and_resumed_once_and_both_are_kept()
    {
        var before = await RunAsync("", "sending", "status");
        var stop = await RunAsync("", "sending", "stop");
        var again = await RunAsync("", "sending", "stop");
        var stopped = await RunAsync("", "sending", "status", "--json");
        var resume = await RunAsync("", "sending", "resume");

        Assert.That((before.Output.Trim(), stop.Code, again.Code, resume.Code), Is.EqualTo(("Sending goes on.", ExitCode.Done, ExitCode.NothingToDo, ExitCode.Done)));
        using var answer = JsonDocument.Parse(stopped.Output);
        Assert.That(answer.RootElement.GetProperty("stopped").GetBoolean(), Is.True);
        Assert.That(answer.RootElement.GetProperty("by").GetString(), Does.StartWith("command line, "));
        Assert.That((await host.Operations.AuditAsync(2, default)).Select(a => a.What), Is.EqualTo(new[] { "sending resumed", "sending stopped" }));
    }

    [TestCase("sending stop", "Write")]
    [TestCase("user add dora", "Save")]
    public async Task What_the_store_cannot_do_reaches_the_caller(string line, string call)
    {
        var result = await RunWithFullDiskAsync(call, line);

        Assert.That((result.Code, result.Errors.Trim()), Is.EqualTo((ExitCode.Failed, "The disk is full.")));
    }

    [Test]
    public async Task A_stop_counts_even_if_the_audit_log_does_not_tell_of_it()
    {
        var result = await RunWithFullDiskAsync("Audit", "sending stop");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done));
        Assert.That(result.Errors, Does.StartWith("Sending is stopped (command line, ").And.Contain("The disk is full."));
    }

    [Test]
    public async Task A_defect_inside_the_service_reaches_the_caller()
    {
        await using var errors = new StringWriter();
        await using var bare = new ServiceCollection().AddLogging().BuildServiceProvider();

        var code = await Task.Run(() => VerbHost.RunInsideAsync(bare, new VerbIo(TextReader.Null, TextWriter.Null, errors, false), ["sending", "stop"]));

        Assert.That((code, errors.ToString()), Is.EqualTo((ExitCode.Failed, $"The service failed at this (InvalidOperationException); its log tells more.{Environment.NewLine}")));
    }

    [Test]
    public async Task Nothing_is_sent_while_the_command_line_has_stopped_sending()
    {
        await host.DisposeAsync();
        host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        await RunAsync("", "sending", "stop");
        await ApproveAsync();

        await host.DeliverAsync();
        var waiting = host.Channel.Posts.Count;
        await RunAsync("", "sending", "resume");
        await host.DeliverAsync();

        Assert.That((waiting, host.Channel.Posts.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_reply_is_told_as_a_story_without_its_text()
    {
        await host.DisposeAsync();
        host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        var reply = await ApproveAsync();
        await host.DeliverAsync();

        var story = await RunAsync("", "reply", "show", reply.Reply.Id.ToString());
        var json = await RunAsync("", "reply", "show", reply.Reply.Id.Value.ToString("D"), "--json");

        var lines = story.Output.Split('\n').Select(l => l.Split("  ").Last().Split(" (")[0].TrimEnd()).Where(l => l.Length > 0).ToList();
        Assert.That(lines[^4], Is.EqualTo("Proposed by Listener"));
        Assert.That(lines[^3], Is.EqualTo("ana approved it"));
        Assert.That(lines[^2], Does.StartWith("Attempt 1 written down before the first byte left; lease until "));
        Assert.That(lines[^1], Is.EqualTo("It stands on Fakenet"));
        Assert.That(story.Output, Does.Contain($"listener-{reply.Reply.Id}").And.Contain(reply.Reply.TextHash).And.Not.Contain(reply.Reply.Text));
        using var life = JsonDocument.Parse(json.Output);
        Assert.That(life.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("state").GetString()), Is.EqualTo(new[] { "Approved", "Sending", "Delivered" }));
        Assert.That((story.Code, json.Code), Is.EqualTo((ExitCode.Done, ExitCode.Done)));
    }

    [TestCase("nonsense", ExitCode.Usage, "32 hexadecimal digits")]
    [TestCase("0197f3c2a1b24c7f9e0d5b6a7c8d9e0f", ExitCode.Failed, "knows no reply")]
    public async Task An_id_that_is_none_is_told(string id, int code, string words)
    {
        var result = await RunAsync("", "reply", "show", id);

        Assert.That((result.Code, result.Output), Is.EqualTo((code, "")));
        Assert.That(result.Errors, Does.Contain(words));
    }

    [TestCase("html", false, false, 1)]
    [TestCase("html,md", false, true, 2)]
    [TestCase("html,md", false, false, 0)] // two forms into one stream
    [TestCase("pdf", false, true, 0)]
    [TestCase(null, true, false, 1)]
    [TestCase(null, false, true, 4)]
    [TestCase("md", true, false, 0)] // asks for two things
    public void Formats_are_read_from_the_command_line(string? wish, bool json, bool toFolder, int count) =>
        Assert.That(DigestVerb.FormatsOf(wish, json, toFolder)?.Count ?? 0, Is.EqualTo(count));

    private async Task<(int Code, string Errors)> RunWithFullDiskAsync(string call, string line)
    {
        await using var errors = new StringWriter();
        var full = CallProxy<IOperationsStore>.Around(host.Operations, name => { if (name.StartsWith(call, StringComparison.Ordinal)) throw new StoreException("The disk is full."); }, _ => { });
        await using var services = new ServiceCollection().AddLogging().AddSingleton(full).AddSingleton(TimeProvider.System).BuildServiceProvider();
        var io = new VerbIo(new StringReader("a long enough password\n"), TextWriter.Null, errors, false);
        return (await Task.Run(() => VerbHost.RunInsideAsync(services, io, line.Split(' '))), errors.ToString());
    }

    private async Task<Domain.ReplyRecord> ApproveAsync()
    {
        var number = (await host.AddAsync(Seeds.One("m1", "Where is my parcel?")))[0];
        var draft = (await host.Replies.DraftsAsync(number, default)).Single();
        var outcome = await host.Services.GetRequiredService<ApproveDraft>().RunAsync(new ApprovalRequest(draft.Id, draft.Version, "ana", Role.Admin, UndoWindow: TimeSpan.Zero), default);
        return ((ApprovalOutcome.Approved)outcome).Reply;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string input, params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var text = args[0] == "import" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(input)) : input;
        var io = new VerbIo(new StringReader(text), output, errors, false);
        // A task of its own, so that the mark "inside the service" ends with it.
        var code = await Task.Run(() => VerbHost.RunInsideAsync(host.Services, io, args));
        return (code, output.ToString(), errors.ToString());
    }
}
