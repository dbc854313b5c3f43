using Listener.Worker.Schedules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace Listener.Worker.Tests.Schedules;

/// <summary>The edge of a job: the service's stop reaches the work, and jobs that may run beside themselves do.</summary>
public sealed class JobEdgeTests
{
    /// <summary>The scheduler waits for running jobs without telling them; a post in flight would never learn that its time is short.</summary>
    [Test]
    public void The_stop_of_the_service_reaches_a_running_job()
    {
        using var lifetime = new Lifetime();
        var edge = new JobEdge(TimeProvider.System, lifetime, NullLogger<JobEdge>.Instance);
        var running = edge.RunAsync(null!, TimeSpan.FromHours(1), token => Task.Delay(Timeout.InfiniteTimeSpan, token), default);

        lifetime.StopApplication();

        Assert.That(async () => await running, Throws.Nothing);
    }

    /// <summary>A network that does not answer would otherwise keep all others waiting.</summary>
    [TestCase(typeof(PollJob))]
    [TestCase(typeof(DeliverJob))]
    public void Reading_and_sending_run_beside_themselves(Type job) =>
        Assert.That(job.IsDefined(typeof(DisallowConcurrentExecutionAttribute), inherit: true), Is.False);

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopping.Cancel();

        public void Dispose() => stopping.Dispose();
    }
}
