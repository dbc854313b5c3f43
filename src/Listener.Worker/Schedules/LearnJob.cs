using Listener.Worker.Pipeline;
using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>At night: learns from what people corrected, if they did.</summary>
[DisallowConcurrentExecution]
internal sealed class LearnJob(LearnFromPeople learn, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromHours(1), learn.RunAsync, cancellationToken);
}
