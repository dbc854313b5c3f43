using Listener.Worker.Digests;
using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>Builds last week's digest if it is due and missing, and mails it to whoever has not got it yet.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestJob(DigestService digests, DigestMailer mailer, JobEdge edge) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        edge.RunAsync(context, TimeSpan.FromMinutes(10), async token =>
        {
            if (await digests.BuildDueAsync(token) is { } week)
                await mailer.SendAsync(week, force: false, token);
        }, cancellationToken);
}
