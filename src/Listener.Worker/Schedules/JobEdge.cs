using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>The edge of every job: its time limit, the service's stop, and the one catch-all, so that a fault costs one interval and nothing more.</summary>
internal sealed partial class JobEdge(TimeProvider time, IHostApplicationLifetime lifetime, ILogger<JobEdge> logger)
{
    /// <summary>Runs one step of a job.</summary>
    /// <param name="context">The running job.</param>
    /// <param name="limit">Longest run; as many stuck jobs as threads would stop everything.</param>
    /// <param name="step">The work.</param>
    /// <param name="token">The scheduler's; it waits for running jobs and tells them nothing, so the service's own stop is added.</param>
    public async ValueTask RunAsync(IJobExecutionContext context, TimeSpan limit, Func<CancellationToken, Task> step, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token, lifetime.ApplicationStopping);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, timeout.Token);
        try
        {
            await step(both.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Shutdown is not a failure.
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            LogTimeout(context.JobDetail.Key.ToString(), limit);
        }
        catch (Exception e)
        {
            LogFault(e, context.JobDetail.Key.ToString());
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "Job {Job} was stopped after {Limit}; it runs again at its next time")]
    private partial void LogTimeout(string job, TimeSpan limit);

    [LoggerMessage(4002, LogLevel.Error, "Job {Job} failed; it runs again at its next time")]
    private partial void LogFault(Exception fault, string job);
}
