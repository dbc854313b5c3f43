using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>Situations: priority and target per intent, what raises, what owes no answer, due times, queues, who must approve.</summary>
[TestFixture]
public sealed class RouteMentionTests
{
    private static readonly RouteMention Route = new(new RoutingRules());

    [TestCase(Intent.PurchaseInterest, Priority.High, 1, "sales")]
    [TestCase(Intent.Complaint, Priority.High, 180, "service")]
    [TestCase(Intent.ProblemReport, Priority.Medium, 180, "technical")]
    [TestCase(Intent.Question, Priority.Medium, 120, "service")]
    [TestCase(Intent.Request, Priority.Medium, 120, "service")]
    [TestCase(Intent.Praise, Priority.Low, 120, "community")]
    [TestCase(Intent.Suggestion, Priority.Low, 1440, "product")]
    public void An_intent_has_its_priority_target_and_queue(Intent intent, Priority priority, int minutes, string queue)
    {
        var routing = Run(Builders.Labels(intent));

        Assert.That((routing.Priority, routing.DueAt, routing.Queue, routing.NeedsAnswer), Is.EqualTo((priority, (DateTimeOffset?)Builders.Now.AddMinutes(minutes), queue, true)));
    }

    [TestCase("safety", "safety")]
    [TestCase("legal_threat", "legal words")]
    [TestCase("fraud_privacy", "fraud or privacy")]
    public void A_grave_flag_is_urgent_within_the_hour_and_asks_for_an_approver(string flag, string rule)
    {
        var routing = Run(Builders.Labels(Intent.Praise, flags: [flag]));

        Assert.That((routing.Priority, routing.DueAt), Is.EqualTo((Priority.Urgent, (DateTimeOffset?)Builders.Now.AddHours(1))));
        Assert.That(routing.ApprovalRules, Is.EqualTo(new[] { rule }));
    }

    [TestCase("churn", Priority.High)]
    [TestCase("human_please", Priority.High)]
    [TestCase("callback", Priority.High)]
    [TestCase("abusive", Priority.Medium)] // rudeness earns no earlier answer, but a careful one
    public void A_lesser_flag_raises_a_question(string flag, Priority priority) =>
        Assert.That(Run(Builders.Labels(flags: [flag])).Priority, Is.EqualTo(priority));

    [TestCase(0.79, Priority.Medium)]
    [TestCase(0.80, Priority.High)]
    public void Strong_anger_raises_a_question(double negative, Priority priority) =>
        Assert.That(Run(Builders.Labels(sentiment: SentimentLabel.Negative, negative: negative)).Priority, Is.EqualTo(priority));

    [TestCase(1, Priority.Urgent)]
    [TestCase(2, Priority.Urgent)]
    [TestCase(3, Priority.High)]
    public void Few_stars_raise_a_complaint(int stars, Priority priority) =>
        Assert.That(Run(Builders.Labels(Intent.Complaint), m => m with { Stars = stars, Kind = MentionKind.Review }).Priority, Is.EqualTo(priority));

    [TestCase(9_999L, Priority.Medium, false)]
    [TestCase(10_000L, Priority.High, true)]
    [TestCase(null, Priority.Medium, false)]
    public void Wide_reach_raises_and_asks_for_an_approver(long? followers, Priority priority, bool approver)
    {
        var routing = Run(Builders.Labels(), m => m with { Author = m.Author with { Followers = followers } });

        Assert.That((routing.Priority, routing.ApprovalRules.Contains("wide reach")), Is.EqualTo((priority, approver)));
    }

    [TestCase(2, Priority.High)]
    [TestCase(4, Priority.Urgent)] // older than its target of three hours
    public void A_complaint_read_late_is_raised(int hours, Priority priority) =>
        Assert.That(Run(Builders.Labels(Intent.Complaint), m => m with { PostedAt = Builders.Now.AddHours(-hours) }).Priority, Is.EqualTo(priority));

    [Test]
    public void Priority_ends_at_urgent() =>
        Assert.That(
            Run(Builders.Labels(Intent.Complaint, SentimentLabel.Negative, negative: 0.9, flags: ["churn", "human_please"]), m => m with { Stars = 1, Author = m.Author with { Followers = 1_000_000 } }).Priority,
            Is.EqualTo(Priority.Urgent));

    [Test]
    public void Toxic_text_asks_for_an_approver() => Assert.That(Run(Builders.Labels(toxicity: 0.7)).ApprovalRules, Is.EqualTo(new[] { "abusive" }));

    [Test]
    public void Spam_owes_no_answer() => AssertNoAnswer(Run(Builders.Labels(Intent.Spam)), "spam");

    [Test]
    public void Unsure_spam_goes_to_a_person()
    {
        var routing = Run(Builders.Labels(Intent.Spam, unsure: true));

        Assert.That((routing.NeedsAnswer, routing.Queue, routing.Priority), Is.EqualTo((true, "triage", Priority.Medium)));
    }

    [Test]
    public void Small_talk_owes_no_answer() => AssertNoAnswer(Run(Builders.Labels(Intent.Other)), "no wish in it");

    [Test]
    public void An_unsure_intent_goes_to_a_person_within_the_ceiling()
    {
        var routing = Run(Builders.Labels(Intent.Question, unsure: true));

        Assert.That((routing.NeedsAnswer, routing.Queue, routing.DueAt), Is.EqualTo((true, "triage", (DateTimeOffset?)Builders.Now.AddHours(24))));
    }

    [TestCase(MentionKind.DirectMessage)]
    [TestCase(MentionKind.Mail)]
    [TestCase(MentionKind.Review)]
    public void Who_speaks_to_us_is_answered_even_without_a_wish(MentionKind kind) =>
        Assert.That(Run(Builders.Labels(Intent.Other), m => m with { Kind = kind }).NeedsAnswer, Is.True);

    [Test]
    public void Anger_without_a_wish_is_answered() =>
        Assert.That(Run(Builders.Labels(Intent.Other, SentimentLabel.Negative, negative: 0.9)).NeedsAnswer, Is.True);

    [Test]
    public void What_may_not_be_answered_owes_no_answer_and_says_why() =>
        AssertNoAnswer(Run(Builders.Labels(Intent.Complaint), m => m with { Eligibility = ReplyEligibility.NotAllowed("the author did not mention us") }), "cannot be answered: the author did not mention us");

    [Test]
    public void A_closed_reply_window_owes_no_answer() =>
        AssertNoAnswer(Run(Builders.Labels(Intent.Complaint), m => m with { Eligibility = ReplyEligibility.Until(Builders.Now) }), "cannot be answered: the reply window has closed");

    [Test]
    public void What_a_person_must_post_by_hand_is_owed_all_the_same() =>
        Assert.That(Run(Builders.Labels(), m => m with { Eligibility = ReplyEligibility.ManualOnly("no reply API") }).NeedsAnswer, Is.True);

    [Test]
    public void An_automated_account_owes_no_answer() =>
        AssertNoAnswer(Run(Builders.Labels(), m => m with { Author = m.Author with { IsBot = true } }), "written by an automated account");

    [Test]
    public void A_very_old_post_owes_no_answer() =>
        AssertNoAnswer(Run(Builders.Labels(), m => m with { PostedAt = Builders.Now.AddDays(-15) }), "already 15 days old when read");

    [Test]
    public void A_very_old_review_is_answered() =>
        Assert.That(Run(Builders.Labels(), m => m with { PostedAt = Builders.Now.AddDays(-15), Kind = MentionKind.Review }).NeedsAnswer, Is.True);

    [Test]
    public void Danger_in_an_old_post_is_answered() =>
        Assert.That(Run(Builders.Labels(flags: ["safety"]), m => m with { PostedAt = Builders.Now.AddDays(-15) }).NeedsAnswer, Is.True);

    [TestCase(Intent.Question, false)]
    [TestCase(Intent.PurchaseInterest, true)]
    public void A_topic_watch_answers_only_who_wants_to_buy(Intent intent, bool answer) =>
        Assert.That(Route.Run(Builders.Mention(), Builders.Now, Builders.Labels(intent), WatchPurpose.Topic).NeedsAnswer, Is.EqualTo(answer));

    [Test]
    public void A_reply_window_brings_the_due_time_forward()
    {
        var routing = Run(Builders.Labels(Intent.Complaint), m => m with { Eligibility = ReplyEligibility.Until(Builders.Now.AddHours(1)) });

        Assert.That((routing.DueAt, routing.Priority), Is.EqualTo(((DateTimeOffset?)Builders.Now.AddHours(1), Priority.Urgent)));
    }

    [Test]
    public void Targets_count_from_the_reading_as_nobody_answers_the_unread()
    {
        var routing = Route.Run(Builders.Mention() with { PostedAt = Builders.Now.AddMinutes(-90) }, Builders.Now, Builders.Labels());

        Assert.That(routing.DueAt, Is.EqualTo(Builders.Now.AddHours(2)));
    }

    [Test]
    public void No_setting_goes_beyond_24_hours([Values] Intent intent)
    {
        var week = TimeSpan.FromDays(7);
        var route = new RouteMention(new RoutingRules { Complaint = week, Praise = week, Question = week, PurchaseInterest = week, Escalation = week, Ceiling = week });

        var routing = route.Run(Builders.Mention(), Builders.Now, Builders.Labels(intent));

        Assert.That(routing.DueAt ?? Builders.Now, Is.LessThanOrEqualTo(Builders.Now.AddHours(24)));
    }

    [Test]
    public void The_most_important_reason_stands_first() =>
        Assert.That(Run(Builders.Labels(Intent.Complaint, flags: ["safety"])).Reasons[0].English, Is.EqualTo("safety"));

    private static Routing Run(Classification labels, Func<Mention, Mention>? change = null) =>
        Route.Run((change ?? (m => m))(Builders.Mention()), Builders.Now, labels);

    private static void AssertNoAnswer(Routing routing, string reason)
    {
        Assert.That((routing.NeedsAnswer, routing.DueAt, routing.Priority), Is.EqualTo((false, (DateTimeOffset?)null, Priority.Low)));
        Assert.That(routing.Reasons.Select(r => r.English), Does.Contain(reason));
    }
}
