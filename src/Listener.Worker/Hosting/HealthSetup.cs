using System.Text.Json;
using Listener.Worker.Channels;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Listener.Worker.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the store takes writes, the ledger fits its head, the scheduler runs, models are loaded; channels as detail.</summary>
internal static class HealthSetup
{
    private const string Ready = "ready";

    public static IServiceCollection AddListenerHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<StoreCheck>("store", tags: [Ready])
            .AddCheck<LedgerCheck>("ledger", tags: [Ready])
            .AddCheck<ModelsCheck>("models", tags: [Ready])
            .AddCheck<SchedulerCheck>("scheduler", tags: [Ready])
            .AddCheck<ChannelsCheck>("channels", tags: [Ready]);
        return services;
    }

    public static void MapListenerHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), e.Value.Description, e.Value.Data }),
        },
        new JsonSerializerOptions(JsonSerializerDefaults.Web), context.RequestAborted);

    private sealed class StoreCheck(IStoreAdministration store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(store.IsWritable ? HealthCheckResult.Healthy("takes writes") : HealthCheckResult.Unhealthy("takes no writes; see the log, a full disk is the usual cause"));
    }

    // Degraded, not unhealthy: reading and answering go on, but somebody must look before the evidence is overwritten.
    private sealed class LedgerCheck(IStoreAdministration store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(store.LedgerFault is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy("fits its head"));
    }

    private sealed class ModelsCheck(ModelsReport models) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(models.Loaded ? HealthCheckResult.Healthy(models.Classifier.Model) : HealthCheckResult.Degraded("not loaded; every mention is unsure"));
    }

    private sealed class SchedulerCheck(Schedules.Heartbeat heartbeat) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(heartbeat.IsBeating ? HealthCheckResult.Healthy("runs") : HealthCheckResult.Unhealthy("jobs do not run; restart the service"));
    }

    private sealed class ChannelsCheck(OpenChannels channels, IOperationsStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var details = new Dictionary<string, object>();
            foreach (var channel in channels.All)
                details[channel.Key.Value] = Describe(await store.ShownHealthAsync(channel, cancellationToken));
            // A network that is down is no reason to take this service out of rotation.
            return HealthCheckResult.Healthy($"{channels.All.Count} enabled", details);
        }

        private static string Describe(ChannelHealth health)
        {
            if (health.PausedByUser)
                return "paused";
            return health.FailingSince is { } since ? $"failing since {since:u}: {health.FailingWatch}: {health.LastFault?.What}" : "well";
        }
    }
}
