using Listener.Worker.Channels;
using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.Demo;

/// <summary>
/// The shipped stories and their places in time. Situations: enough of everything, nothing from the training data, a broken line; the same
/// plan twice, another seed, order, the two bad evenings, answers after their questions, what happens while the demonstration runs.
/// </summary>
public sealed class DemoScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 9, 30, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<DemoStory> Stories = DemoContent.Load();

    [Test]
    public void Nine_weeks_hold_at_least_420_mentions()
    {
        var posts = Plan().Planned.OfType<DemoEvent.Posted>().Where(p => p.At <= Now && !p.Post.IsBroken).ToList();

        Assert.That(posts, Has.Count.GreaterThanOrEqualTo(420));
        Assert.That(posts.Select(p => p.PostId), Is.Unique);
        Assert.That(posts.Min(p => p.At), Is.GreaterThan(Now.AddDays(-70)).And.LessThan(Now.AddDays(-60)));
    }

    [TestCase("de")]
    [TestCase("en")]
    [TestCase("es")]
    [TestCase("et")]
    [TestCase("ro")]
    [TestCase("tr")]
    public void Each_language_tells_of_every_intent_on_every_network(string language)
    {
        var mine = Stories.Where(s => s.Language == language).ToList();

        Assert.That(mine.Select(s => s.Intent).Distinct(), Is.EquivalentTo(Enum.GetValues<Intent>()));
        Assert.That(mine.Select(s => s.Flavour).Distinct(), Is.EquivalentTo(DemoFlavour.All));
        Assert.That(mine.Select(s => s.When).Distinct(), Is.EquivalentTo(Enum.GetValues<DemoMoment>()));
    }

    [Test]
    public void No_text_is_taken_from_the_training_data()
    {
        var files = Directory.GetFiles(Path.Combine(Repository(), "models", "authored"), "*.tsv");
        var trained = files.SelectMany(File.ReadLines).Select(l => l.Split('\t')).Where(c => c.Length > 2).Select(c => c[2].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var texts = Stories.SelectMany(s => s.Turns.Select(t => t.Text).Append(s.Text)).Where(t => t.Length > 0);

        Assert.That(files, Is.Not.Empty);
        Assert.That(texts.Where(trained.Contains), Is.Empty);
    }

    [Test]
    public void Our_answers_fit_their_network()
    {
        var tooLong = Stories.SelectMany(s => s.Turns.Where(t => t.Kind == DemoTurnKind.OurAnswer && TextCounter.Excess(t.Text, s.Flavour.Limits) > 0).Select(_ => s.Key));

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void Stories_told_live_leave_the_answers_to_the_visitor()
    {
        var live = Stories.Where(s => s.When == DemoMoment.Live).ToList();

        Assert.That(live, Has.Count.GreaterThanOrEqualTo(30));
        Assert.That(live.SelectMany(s => s.Turns).Select(t => t.Kind), Has.None.EqualTo(DemoTurnKind.OurAnswer));
    }

    [TestCase("*\tc\tKim\tquestion")]
    [TestCase("*\tq\tKim\tquestion\ttext")]
    [TestCase("?\tc\tKim\tquestion\ttext")]
    [TestCase("*\tc\tKim\twonder\ttext")]
    [TestCase("a\tanswer without a story")]
    public void Broken_line_is_named_with_file_and_line(string line)
    {
        var fault = Assert.Throws<FormatException>(() => DemoContent.Parse("en", ["# comment", line]));

        Assert.That(fault!.Message, Does.Contain("en.tsv line 2"));
    }

    [Test]
    public void Same_seed_gives_the_same_plan()
    {
        var one = Plan();
        var other = Plan();

        Assert.That(other.Planned, Is.EqualTo(one.Planned));
        Assert.That(other.Answers, Is.EqualTo(one.Answers));
        Assert.That(other.Events().Take(600), Is.EqualTo(one.Events().Take(600)));
    }

    [Test]
    public void Other_seed_gives_another_plan()
    {
        var other = DemoSchedule.Create(Stories, Now, 7);

        Assert.That(other.Planned, Is.Not.EqualTo(Plan().Planned));
    }

    [Test]
    public void Everything_happens_in_order_and_does_not_end()
    {
        var events = Plan().Events().Take(1000).ToList();

        Assert.That(events, Has.Count.EqualTo(1000));
        Assert.That(events.Select(e => e.At), Is.Ordered);
    }

    [Test]
    public void New_texts_come_every_20_to_40_seconds_at_first()
    {
        var first = Plan().Events().OfType<DemoEvent.Posted>().Where(p => p.At > Now.AddSeconds(11) && p.Post.ParentId is null).Take(8).Select(p => p.At).ToList();

        var gaps = first.Zip(first.Skip(1), (a, b) => (b - a).TotalSeconds);

        Assert.That(gaps, Is.All.InRange(19, 50));
    }

    [Test]
    public void Texts_are_edited_and_deleted_while_it_runs()
    {
        var later = Plan().Events().SkipWhile(e => e.At <= Now).Take(200).ToList();

        Assert.That(later.OfType<DemoEvent.Edited>(), Is.Not.Empty);
        Assert.That(later.OfType<DemoEvent.Deleted>(), Is.Not.Empty);
    }

    [Test]
    public void Night_asleep_does_not_bring_a_thousand_texts()
    {
        var night = Plan().Events().TakeWhile(e => e.At < Now.AddHours(9)).Count(e => e.At > Now);

        Assert.That(night, Is.LessThan(450));
    }

    [Test]
    public void Yesterday_afternoon_many_people_write_about_lost_parcels()
    {
        var yesterday = new DateTimeOffset(2026, 11, 17, 12, 45, 0, TimeSpan.Zero);

        var crisis = Plan().Planned.OfType<DemoEvent.Posted>().Where(p => p.At >= yesterday && p.At < yesterday.AddHours(4)).ToList();

        Assert.That(crisis, Has.Count.GreaterThanOrEqualTo(30));
        Assert.That(crisis.Select(p => p.Post.Author).Distinct().Count(), Is.GreaterThanOrEqualTo(30));
    }

    [Test]
    public void Team_answers_after_the_question_and_before_now()
    {
        var plan = Plan();
        var posts = plan.Planned.OfType<DemoEvent.Posted>().ToDictionary(p => p.PostId);

        Assert.That(plan.Answers, Has.Count.GreaterThan(250));
        Assert.That(plan.Answers.Where(a => a.At <= posts[a.PostId].At || a.At > Now), Is.Empty);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Listener.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private static DemoSchedule Plan() => DemoSchedule.Create(Stories, Now, DemoSchedule.ShippedSeed);
}
