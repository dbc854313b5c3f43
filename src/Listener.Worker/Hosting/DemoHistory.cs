using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Hosting;

/// <summary>
/// Replays nine weeks through the real line: the clock is set to each moment at which something was written or answered, and
/// Poll, Classify, Route, Draft, Approve and Deliver run as they would have run then.
/// </summary>
internal sealed class DemoHistory(DemoWorld world, DemoClock clock, ListeningPipeline line, DemoTeam team)
{
    /// <summary>Time between a text and its reading.</summary>
    private static readonly TimeSpan PollLag = TimeSpan.FromSeconds(15);

    /// <summary>Older mentions are dealt with.</summary>
    private static readonly TimeSpan DeskAge = TimeSpan.FromHours(30);

    /// <summary>Fills the store; the clock shows the system's time when this returns.</summary>
    public async Task ReplayAsync(CancellationToken token)
    {
        var schedule = world.Schedule;
        var read = schedule.Planned.Select(e => (At: e.At + PollLag, Channel: new ChannelKey(e.Network), Answer: (DemoAnswer?)null));
        var answered = schedule.Answers.Select(a => (a.At, Channel: new ChannelKey(a.Flavour.Name), Answer: (DemoAnswer?)a));
        foreach (var (at, channel, answer) in read.Concat(answered).Where(m => m.At < schedule.Now).OrderBy(m => m.At))
        {
            clock.SetTo(at);
            if (answer is not null)
                await team.AnswerAsync(answer, channel, token);
            else
                await ReadAsync(channel, token);
        }
        clock.Release();
        await ReadAsync(null, token);
        await team.TidyAsync(schedule.Now - DeskAge, clock.GetUtcNow(), token);
    }

    private async Task ReadAsync(ChannelKey? channel, CancellationToken token)
    {
        await line.PollAsync(force: true, channel, token);
        await line.UnderstandAsync(token);
    }
}
