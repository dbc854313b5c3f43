using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;
using Listener.Worker.Web;
using Listener.Worker.Web.Endpoints;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Tests.Web;

/// <summary>Texts and addresses of the console that need no browser: pieces, comparison, times, delivery words, query strings.</summary>
public sealed class TextTests
{
    private static readonly PlainText Text = new();
    private static readonly ConsoleClock Clock = new(Builders.Now, TimeZoneInfo.Utc, Text);

    [TestCase("no link here", 1)]
    [TestCase("see https://a.example.", 3)]
    [TestCase("https://a.example https://b.example", 3)]
    [TestCase("javascript:alert(1)", 1)]
    [TestCase("a\u202Eb", 3)]
    [TestCase("", 0)]
    public void A_text_is_cut_into_pieces(string text, int expected) => Assert.That(TextPieces.Of(text), Has.Count.EqualTo(expected));

    [Test]
    public void A_dot_after_a_link_is_not_part_of_it()
    {
        var link = TextPieces.Of("(see https://a.example/x).").Single(p => p.Kind == PieceKind.Link);

        Assert.That(link.Address, Is.EqualTo("https://a.example/x"));
    }

    [Test]
    public void A_look_alike_host_shows_its_ascii_form()
    {
        var link = TextPieces.Of("https://аpple.example/").Single(p => p.Kind == PieceKind.Link);

        Assert.That(link.Host, Does.StartWith("xn--"));
    }

    [Test]
    public void A_comparison_gives_both_texts_back()
    {
        const string before = "Hello Kadri, we are sorry.";
        const string after = "Dear Kadri, we are very sorry.";

        var runs = TextDiff.Of(before, after);

        Assert.That(string.Concat(runs.Where(r => r.Kind != DiffKind.Added).Select(r => r.Text)), Is.EqualTo(before));
        Assert.That(string.Concat(runs.Where(r => r.Kind != DiffKind.Removed).Select(r => r.Text)), Is.EqualTo(after));
        Assert.That(runs.Count(r => r.Kind == DiffKind.Added), Is.EqualTo(2));
    }

    [TestCase(0, "just now")]
    [TestCase(59, "59 min ago")]
    [TestCase(60, "1 h ago")]
    [TestCase(23 * 60, "23 h ago")]
    public void Times_are_relative_for_a_day(int minutes, string expected) => Assert.That(Clock.Ago(Builders.Now.AddMinutes(-minutes)), Is.EqualTo(expected));

    [TestCase(0, "1 min")]
    [TestCase(130, "2 h 10 min")]
    [TestCase(120, "2 h")]
    [TestCase(3 * 1440 + 240, "3 d 4 h")]
    public void Lengths_show_two_units(int minutes, string expected) => Assert.That(Clock.Length(TimeSpan.FromMinutes(minutes)), Is.EqualTo(expected));

    [TestCase(ReplyState.Approved, "Not sent to Fakenet yet. Next try 09:00.")]
    [TestCase(ReplyState.Sending, "Being sent to Fakenet.")]
    [TestCase(ReplyState.Delivered, "Posted 09:00")]
    [TestCase(ReplyState.RetryLater, "Not sent to Fakenet yet. Next try 09:00.")]
    [TestCase(ReplyState.Refused, "Fakenet refused the reply: too late")]
    [TestCase(ReplyState.Unknown, "We cannot tell yet whether Fakenet took this reply. We look again 09:00; it is not sent twice.")]
    [TestCase(ReplyState.NeedsPerson, "This reply was not posted on Fakenet.")]
    [TestCase(ReplyState.Cancelled, "Stopped. Nothing was sent: too late")]
    [TestCase(ReplyState.ManualHandOff, "To be posted by hand. Copy the text, post it in the thread, then confirm.")]
    public void Each_state_of_a_reply_has_its_words(ReplyState state, string expected)
    {
        var reply = Reply.To(Builders.Stored(), new ReplyId(Guid.NewGuid()), "Hello", "en", Builders.Now);
        var record = new ReplyRecord(reply, new DraftId(1), "ana", state, 0, 0, 0, null, Builders.Now.AddSeconds(8), null, null, "too late", Builders.Now);

        Assert.That(DeliveryWords.Of(record, "Fakenet", Clock, Text, false).Text, Is.EqualTo(expected));
    }

    [TestCase(8, "Sending to Fakenet in 8 s")]
    [TestCase(3_600, "Scheduled: goes to Fakenet 10:00. It is checked again before it is sent.")]
    public void An_approved_reply_that_nothing_held_up_says_when_it_goes(int seconds, string expected)
    {
        var reply = Reply.To(Builders.Stored(), new ReplyId(Guid.NewGuid()), "Hello", "en", Builders.Now);
        var record = new ReplyRecord(reply, new DraftId(1), "ana", ReplyState.Approved, 0, 0, 0, null, Builders.Now.AddSeconds(seconds), null, null, null, Builders.Now);

        Assert.That(DeliveryWords.Of(record, "Fakenet", Clock, Text, false).Text, Is.EqualTo(expected));
    }

    [TestCase(ReplyState.NeedsPerson, true, "We cannot tell whether Fakenet took this reply. Look at the thread, then choose.", "timeout")]
    [TestCase(ReplyState.NeedsPerson, false, "This reply was not posted on Fakenet.", "timeout")]
    [TestCase(ReplyState.Cancelled, false, "Stopped; nothing of it stands on the network.", "timeout")]
    public void A_reply_that_was_attempted_says_what_is_known_and_why(ReplyState state, bool inDoubt, string expected, string? why)
    {
        var reply = Reply.To(Builders.Stored(), new ReplyId(Guid.NewGuid()), "Hello", "en", Builders.Now);
        var record = new ReplyRecord(reply, new DraftId(1), "ana", state, 1, 0, 0, null, null, null, null, "timeout", Builders.Now);

        var words = DeliveryWords.Of(record, "Fakenet", Clock, Text, inDoubt);

        Assert.That((words.Text, words.Why), Is.EqualTo((expected, why)));
    }

    [Test]
    public void A_query_string_is_read_and_written_alike()
    {
        const string address = "?view=overdue&q=refund%20%22late%22&sort=newest&channel=fake-main&sentiment=negative&intent=complaint&lang=de&priority=high&topic=delivery&unsure=1";

        var query = InboxQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(address)));

        Assert.That(query.QueryString, Is.EqualTo(address));
    }

    [TestCase("?view=nonsense&sentiment=angry&intent=7&channel=NOT%20A%20KEY&sort=sideways")]
    public void Nonsense_in_a_query_string_is_left_out(string address) =>
        Assert.That(InboxQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(address))).QueryString, Is.Empty);

    [TestCase("/mentions/1?view=all&said=3", "/mentions/1?view=all")]
    [TestCase("//evil.example", "/")]
    [TestCase("https://evil.example", "/")]
    [TestCase("/a\\b", "/")]
    [TestCase("/\tevil", "/")]
    [TestCase(null, "/")]
    public void Only_local_addresses_are_gone_back_to(string? address, string expected) => Assert.That(PageResults.LocalOr(address, "/"), Is.EqualTo(expected));

    [Test]
    public void A_mark_tells_what_changed()
    {
        var stored = Builders.Stored();
        var seen = SeenMark.Parse(SeenMark.Of(stored, 1, [], []).ToString())!;
        var edited = stored with { Mention = stored.Mention with { Text = "Never mind." } };
        var now = SeenMark.Of(edited, 2, [], [new Note(1, stored.Number, "ben", Builders.Now, "x")]);

        Assert.That(now.ChangesSince(seen), Is.EqualTo(new[] { "The customer edited the message.", "The customer wrote again.", "A colleague left a note." }));
        Assert.That(now.ChangesSince(now), Is.Empty);
    }

    [TestCase("{broken")]
    [TestCase("")]
    [TestCase("[]")]
    public void Unreadable_settings_give_the_defaults(string json)
    {
        var user = new Worker.Storage.User("a", "A", Worker.Storage.Role.Viewer, "", "", false, Builders.Now, null, json);

        Assert.That(Preferences.Of(user), Is.EqualTo(new Preferences()));
    }

    [TestCase("Ana Lopez", "AL")]
    [TestCase("ben", "B")]
    [TestCase("", "?")]
    [TestCase("👩‍🚒 Eva", "👩‍🚒E")]
    public void Initials_stand_for_a_person(string name, string expected) => Assert.That(Words.Initials(name), Is.EqualTo(expected));

    private sealed class PlainText : IStringLocalizer
    {
        public LocalizedString this[string name] => new(name, name);

        public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, name, arguments));

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
    }
}
