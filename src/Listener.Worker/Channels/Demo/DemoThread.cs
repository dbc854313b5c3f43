using System.Globalization;

namespace Listener.Worker.Channels.Demo;

/// <summary>Tells one story from its begin on: texts, edits and deletions, and when the team answers.</summary>
/// <param name="story">The story.</param>
/// <param name="now">The team has answered nothing later than this, UTC.</param>
/// <param name="dice">Chance of this story.</param>
internal sealed class DemoThread(DemoStory story, DateTimeOffset now, Random dice)
{
    /// <summary>User name of the colleague who leads the team.</summary>
    public const string Lead = "ana";

    /// <summary>User name of the other colleague.</summary>
    public const string Colleague = "ben";

    private DateTimeOffset at;
    private string last = story.Key;
    private bool waits = true;

    /// <summary>Adds what happens and what is answered.</summary>
    public void Tell(DateTimeOffset begin, ICollection<DemoEvent> events, ICollection<DemoAnswer> answers)
    {
        at = begin;
        events.Add(Post(null, story.Text));
        foreach (var turn in story.Turns)
        {
            if (turn.Kind == DemoTurnKind.OurAnswer)
            {
                // What comes after an answer that was not given yet would make no sense.
                if (!TryAnswer(turn.Text, answers))
                    return;
            }
            else
            {
                events.Add(Follow(turn));
            }
        }
        if (waits && dice.NextDouble() < ShareAnswered())
            TryAnswer(null, answers);
    }

    /// <summary>The next step of the customer, moving the time of the story on.</summary>
    private DemoEvent Follow(DemoTurn turn)
    {
        at += Pause(turn.Kind);
        switch (turn.Kind)
        {
            case DemoTurnKind.Edit:
                return new DemoEvent.Edited(at, story.Flavour.Name, last, turn.Text);
            case DemoTurnKind.Deletion:
                waits = false;
                return new DemoEvent.Deleted(at, story.Flavour.Name, last);
            default:
                var parent = last;
                last = string.Create(CultureInfo.InvariantCulture, $"{story.Key}.{dice.Next(1000):000}");
                waits = true;
                return Post(parent, turn.Text);
        }
    }

    private bool TryAnswer(string? text, ICollection<DemoAnswer> answers)
    {
        var answered = DemoTimes.Answer(at, story.Intent, dice);
        if (answered > now.AddMinutes(-1))
            return false;
        answers.Add(new DemoAnswer(answered, story.Flavour, last, dice.NextDouble() < 0.4 ? Lead : Colleague, text));
        at = answered;
        waits = false;
        return true;
    }

    private DemoEvent.Posted Post(string? parent, string text) => new(
        story.Flavour.Name,
        new DemoPost(last, story.Key, parent, story.Author, text, parent is null ? story.Stars : null, story.Audience, at) { IsLocked = story.IsLocked, IsBroken = story.IsBroken });

    private TimeSpan Pause(DemoTurnKind kind) => TimeSpan.FromMinutes(kind switch
    {
        DemoTurnKind.Edit => 2 + (dice.NextDouble() * 7),
        DemoTurnKind.Deletion => 12 + (dice.NextDouble() * 90),
        _ => 4 + (dice.NextDouble() * 70),
    });

    // Texts that owe no answer are among these; the line decides that, not the plan.
    private double ShareAnswered() => story.When switch
    {
        DemoMoment.Past or DemoMoment.Outage => 0.94,
        DemoMoment.Crisis => 0.45,
        _ => 0.3,
    };
}
