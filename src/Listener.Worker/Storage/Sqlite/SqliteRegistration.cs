namespace Listener.Worker.Storage.Sqlite;

/// <summary>Registers the embedded store.</summary>
public static class SqliteRegistration
{
    /// <summary>Adds one SQLite store behind all store interfaces. It must be opened with <see cref="IStoreAdministration.OpenAsync"/> first.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, Func<IServiceProvider, SqliteStoreOptions> options)
    {
        services.AddSingleton(provider => new SqliteStore(
            options(provider),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IMentionStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IReplyStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IOperationsStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IStoreAdministration>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IChangeFeed>(provider => provider.GetRequiredService<SqliteStore>());
        return services;
    }
}
