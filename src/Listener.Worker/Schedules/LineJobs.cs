using Listener.Worker.Pipeline;
using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>Reads watches whose interval has passed. Runs beside itself: each run takes the channels that are free.</summary>
internal sealed class PollJob(ListeningPipeline line, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromMinutes(5), token => line.PollAsync(force: false, only: null, token), cancellationToken);
}

/// <summary>Understands what is stored and not yet understood: after a reading, an import, an edit or a restart.</summary>
[DisallowConcurrentExecution]
internal sealed class UnderstandJob(ListeningPipeline line, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromMinutes(5), line.UnderstandAsync, cancellationToken);
}

/// <summary>Sends replies whose time has come, and looks for doubtful ones. Runs beside itself: each run takes the channels that are free.</summary>
internal sealed class DeliverJob(ListeningPipeline line, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromMinutes(10), line.DeliverAsync, cancellationToken);
}

/// <summary>Puts snoozed mentions back, and shows that jobs run.</summary>
[DisallowConcurrentExecution]
internal sealed class WakeJob(ListeningPipeline line, Heartbeat heartbeat, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromMinutes(1), token =>
        {
            heartbeat.Beat();
            return line.WakeAsync(token);
        }, cancellationToken);
}
