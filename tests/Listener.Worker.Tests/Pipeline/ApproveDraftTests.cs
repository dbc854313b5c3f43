using Listener.Sentiment;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Replies;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using NSubstitute;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>
/// Situations: the plain way, edits, guards, roles and second person, claims, everything that changed meanwhile, two approvers at once,
/// eligibility and hand-off, undo window and schedule.
/// </summary>
[TestFixture]
public sealed class ApproveDraftTests
{
    private InMemoryStore _store = null!;
    private FakeClock _clock = null!;
    private LogGuard _log = null!;
    private ApproveDraft _approve = null!;

    [SetUp]
    public void SetUp()
    {
        (_store, _clock, _log) = (new InMemoryStore(), new FakeClock(Builders.Now), new LogGuard());
        var rules = new DraftingRules();
        var classifier = Substitute.For<ITextClassifier>();
        classifier.Classify(Arg.Any<ClassificationInput>()).Returns(new ClassificationResult(
            "en", 0.99, new SentimentScore("neutral", 0, 1, 0, false), new IntentScore(Intents.Question, new Dictionary<string, double>(), [], false),
            new Dictionary<string, double>(), new Dictionary<string, double>(), 0, 0, "test", false));
        var channels = Builders.Open(new FakeChannel());
        var check = new CheckDraft(new ReplyGuards(RuleBooks.Load()), classifier, _store, _clock);
        var edit = new EditDraft(_store, _store, channels, check, _clock);
        _approve = new ApproveDraft(_store, _store, _store, channels, edit, check, new ApprovalRights(rules), rules, _clock, _log.For<ApproveDraft>());
    }

    [TearDown]
    public void TearDown()
    {
        _log.Verify();
        _log.Dispose();
    }

    [Test]
    public async Task A_draft_becomes_a_reply_in_the_conversation_it_answers()
    {
        var (mention, draft) = await DraftAsync();

        var outcome = await _approve.RunAsync(Request(draft), default);

        var reply = ((ApprovalOutcome.Approved)outcome).Reply;
        Assert.That(reply.Reply.Conversation, Is.EqualTo(mention.Mention.Conversation));
        Assert.That((reply.State, reply.NextActionAt), Is.EqualTo((ReplyState.Approved, (DateTimeOffset?)Builders.Now.AddSeconds(10))));
        Assert.That(_store.Audit.Single().What, Is.EqualTo("draft-approved"));
    }

    [Test]
    public async Task An_edited_text_is_stored_as_a_version_and_sent()
    {
        var (_, draft) = await DraftAsync();

        var outcome = await _approve.RunAsync(Request(draft) with { Text = "Hello Kadri, your parcel is with the carrier since this morning." }, default);

        Assert.That(((ApprovalOutcome.Approved)outcome).Reply.Reply.Text, Does.Contain("since this morning"));
        var stored = (await _store.FindDraftAsync(draft.Id, default))!;
        Assert.That((stored.Version, stored.Author, stored.ProposedText), Is.EqualTo((2, "ana", draft.Text)));
    }

    [TestCase("Hello Kadri, please call us.", "channel diversion")]
    [TestCase("Hello {{customer.first_name}}, thank you for writing.", "placeholders")]
    public async Task A_guard_that_blocks_stops_the_approval_and_says_why(string text, string rule)
    {
        var (_, draft) = await DraftAsync();

        var outcome = await _approve.RunAsync(Request(draft) with { Text = text }, default);

        Assert.That(((ApprovalOutcome.Blocked)outcome).Findings.Select(f => f.Rule), Does.Contain(rule));
        Assert.That(_store.Replies, Is.Empty);
    }

    [TestCase(Role.Viewer, false)]
    [TestCase(Role.Writer, true)]
    [TestCase(Role.Approver, true)]
    public async Task An_ordinary_draft_may_be_approved_by_any_writer(Role role, bool may)
    {
        var (_, draft) = await DraftAsync();

        var outcome = await _approve.RunAsync(Request(draft) with { Role = role }, default);

        Assert.That(outcome is ApprovalOutcome.Approved, Is.EqualTo(may));
    }

    [TestCase(Role.Writer, false)]
    [TestCase(Role.Approver, true)]
    [TestCase(Role.Admin, true)]
    public async Task A_rule_asks_for_an_approver(Role role, bool may)
    {
        var (_, draft) = await DraftAsync(rules: ApprovalRuleNames.WideReach);

        var outcome = await _approve.RunAsync(Request(draft) with { Role = role }, default);

        Assert.That(outcome is ApprovalOutcome.Approved, Is.EqualTo(may));
    }

    [Test]
    public async Task A_large_amount_of_money_asks_for_an_approver()
    {
        var (_, draft) = await DraftAsync();

        var outcome = await _approve.RunAsync(Request(draft) with { Text = "Hello Kadri, we have booked 120 € for you." }, default);

        Assert.That(((ApprovalOutcome.HandedIn)outcome).Why, Does.Contain("refund amount"));
        Assert.That(_store.Replies, Is.Empty);
    }

    [TestCase("ana", false)]
    [TestCase("ANA", false)]
    [TestCase("ben", true)]
    public async Task Nobody_approves_a_text_of_their_own_where_two_must_look(string author, bool may)
    {
        var (_, draft) = await DraftAsync(author: author, rules: ApprovalRuleNames.LegalWords);

        var outcome = await _approve.RunAsync(Request(draft) with { Role = Role.Admin }, default);

        Assert.That(outcome is ApprovalOutcome.Approved, Is.EqualTo(may));
    }

    [Test]
    public async Task Editing_while_approving_counts_as_writing()
    {
        var (_, draft) = await DraftAsync(rules: ApprovalRuleNames.LegalWords);

        var outcome = await _approve.RunAsync(Request(draft) with { Role = Role.Admin, Text = draft.Text + " Thank you." }, default);

        Assert.That(((ApprovalOutcome.HandedIn)outcome).Draft.Version, Is.EqualTo(2));
        Assert.That(_store.Replies, Is.Empty);
    }

    [Test]
    public async Task Two_approvers_at_once_send_one_reply()
    {
        var (_, draft) = await DraftAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _approve.RunAsync(Request(draft) with { By = $"user{i}" }, default))));

        Assert.That(outcomes.Count(o => o is ApprovalOutcome.Approved), Is.EqualTo(1));
        Assert.That(_store.Replies, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_version_somebody_else_replaced_is_not_sent()
    {
        var (_, draft) = await DraftAsync();
        await _store.SaveDraftAsync(draft with { Version = 2, Text = "Other.", Author = "ben", State = DraftState.Edited }, default);

        var outcome = await _approve.RunAsync(Request(draft), default);

        Assert.That(((ApprovalOutcome.Changed)outcome).What.Single(), Does.Contain("ben"));
    }

    [Test]
    public async Task An_edited_mention_stops_the_approval()
    {
        var (mention, draft) = await DraftAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _store.SaveBatchAsync(Builders.Key, "mentions", Builders.Page(new("c"), mention.Mention with { Text = "Never mind." }), _clock.GetUtcNow(), default);

        var outcome = await _approve.RunAsync(Request(draft), default);

        Assert.That(outcome, Is.TypeOf<ApprovalOutcome.Changed>());
        Assert.That(_store.Replies, Is.Empty);
    }

    [Test]
    public async Task A_deleted_mention_cannot_be_answered_even_anyway()
    {
        var (_, draft) = await DraftAsync();
        await _store.SaveBatchAsync(Builders.Key, "mentions", Builders.Page(new("c")) with { Removed = ["m1"] }, Builders.Now, default);

        var outcome = await _approve.RunAsync(Request(draft) with { SendAnyway = true }, default);

        Assert.That(((ApprovalOutcome.Changed)outcome).Overridable, Is.False);
    }

    [Test]
    public async Task A_customer_who_wrote_again_stops_the_approval_until_somebody_says_anyway()
    {
        var (_, draft) = await DraftAsync();
        var again = Builders.Mention("m2") with { Conversation = new ConversationRef(Builders.Key, "m1", "m2", Audience.Public) };
        _store.Add(Builders.Stored(again, 2, seenAt: Builders.Now.AddMinutes(1)));

        var stopped = await _approve.RunAsync(Request(draft), default);
        var sent = await _approve.RunAsync(Request(draft) with { SendAnyway = true }, default);

        Assert.That(((ApprovalOutcome.Changed)stopped).What, Is.EqualTo(new[] { "The customer wrote again." }));
        Assert.That(sent, Is.TypeOf<ApprovalOutcome.Approved>());
    }

    [TestCase("ben", false)]
    [TestCase("ana", true)] // one's own note is no news
    public async Task A_colleagues_note_stops_the_approval(string author, bool may)
    {
        var (mention, draft) = await DraftAsync();
        await _store.AddNoteAsync(new Note(1, mention.Number, author, Builders.Now.AddMinutes(1), "Wait for me"), default);

        var outcome = await _approve.RunAsync(Request(draft), default);

        Assert.That(outcome is ApprovalOutcome.Approved, Is.EqualTo(may));
    }

    /// <summary>The draft was written on a clock that went ahead: its time tells nothing about what came before it.</summary>
    [Test]
    public async Task After_a_clock_set_back_what_came_since_the_draft_is_asked_about()
    {
        var (mention, draft) = await DraftAsync();
        var ahead = await _store.SaveDraftAsync(draft with { Version = 2, State = DraftState.Edited, CreatedAt = Builders.Now.AddDays(1) }, default);
        await _store.AddNoteAsync(new Note(1, mention.Number, "ben", Builders.Now.AddMinutes(1), "Wait for me"), default);

        var asked = await _approve.RunAsync(Request(ahead), default);
        var sent = await _approve.RunAsync(Request(ahead) with { SendAnyway = true }, default);

        Assert.That(((ApprovalOutcome.Changed)asked).What, Is.EqualTo(new[] { "ben left a note." }));
        Assert.That(sent, Is.TypeOf<ApprovalOutcome.Approved>());
    }

    [Test]
    public async Task Who_does_not_hold_the_claim_cannot_send()
    {
        var (mention, draft) = await DraftAsync();
        await _store.ClaimAsync(mention.Number, "ben", TimeSpan.FromMinutes(5), false, Builders.Now, default);

        var outcome = await _approve.RunAsync(Request(draft), default);

        Assert.That(((ApprovalOutcome.NotAllowed)outcome).Why, Does.Contain("ben is writing"));
    }

    [Test]
    public async Task A_claim_that_was_taken_over_and_back_cannot_send()
    {
        var (mention, draft) = await DraftAsync();
        var old = await _store.ClaimAsync(mention.Number, "ana", TimeSpan.FromMinutes(5), false, Builders.Now, default);
        await _store.ClaimAsync(mention.Number, "ben", TimeSpan.FromMinutes(5), true, Builders.Now, default);
        await _store.ClaimAsync(mention.Number, "ana", TimeSpan.FromMinutes(5), true, Builders.Now, default);

        var outcome = await _approve.RunAsync(Request(draft) with { ClaimFence = old.Fence }, default);

        Assert.That(outcome, Is.TypeOf<ApprovalOutcome.NotAllowed>());
    }

    [Test]
    public async Task A_mention_only_a_person_may_answer_is_handed_over()
    {
        var (_, draft) = await DraftAsync(Builders.Mention() with { Eligibility = ReplyEligibility.ManualOnly("no reply API") });

        var outcome = await _approve.RunAsync(Request(draft), default);

        Assert.That(((ApprovalOutcome.Approved)outcome).Reply.State, Is.EqualTo(ReplyState.ManualHandOff));
    }

    [Test]
    public async Task A_reply_that_would_miss_its_window_is_refused()
    {
        var (_, draft) = await DraftAsync(Builders.Mention() with { Eligibility = ReplyEligibility.Until(Builders.Now.AddHours(1)) });

        var outcome = await _approve.RunAsync(Request(draft) with { SendAt = Builders.Now.AddHours(2) }, default);

        Assert.That(outcome, Is.TypeOf<ApprovalOutcome.NotAllowed>());
    }

    [TestCase(0, null, 0)]
    [TestCase(30, null, 30)]
    [TestCase(600, null, 60)] // never longer than a minute
    [TestCase(10, 3600, 3600)]
    public async Task The_undo_window_and_the_schedule_set_the_time_to_send(int undoSeconds, int? scheduledSeconds, int expectedSeconds)
    {
        var (_, draft) = await DraftAsync();
        var request = Request(draft) with { UndoWindow = TimeSpan.FromSeconds(undoSeconds), SendAt = scheduledSeconds is { } s ? Builders.Now.AddSeconds(s) : null };

        var outcome = await _approve.RunAsync(request, default);

        Assert.That(((ApprovalOutcome.Approved)outcome).Reply.NextActionAt, Is.EqualTo(Builders.Now.AddSeconds(expectedSeconds)));
    }

    private async Task<(StoredMention Mention, Draft Draft)> DraftAsync(Mention? mention = null, string author = "Listener", params string[] rules)
    {
        var stored = _store.Add(Builders.Stored(mention, 1, Builders.Labels(), Builders.Routing(true, rules)));
        return (stored, await _store.SaveDraftAsync(Builders.Draft(stored.Number, author: author), default));
    }

    private static ApprovalRequest Request(Draft draft) => new(draft.Id, draft.Version, "ana", Role.Writer);
}
