using Listener.Worker.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Storage;

/// <summary>The contract on SQLite.</summary>
[TestFixture]
public sealed class SqliteStoreTests : StoreContract
{
    private Action _remove = () => { };

    protected override async Task<object> CreateAsync()
    {
        var folder = new StoreFolderFixture();
        _remove = folder.Dispose;
        return await folder.OpenAsync();
    }

    protected override Task RemoveAsync()
    {
        _remove();
        return Task.CompletedTask;
    }
}

/// <summary>A data folder of its own, and the stores opened on it.</summary>
internal sealed class StoreFolderFixture : IDisposable
{
    private readonly List<SqliteStore> _stores = [];

    public SqliteStoreOptions Options { get; } = new(Path.Combine(Path.GetTempPath(), "listener-store-" + Guid.NewGuid().ToString("n")));

    public SqliteStore New()
    {
        var store = new SqliteStore(Options, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        _stores.Add(store);
        return store;
    }

    public async Task<SqliteStore> OpenAsync(bool forService = true)
    {
        var store = New();
        await store.OpenAsync(forService, default);
        return store;
    }

    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        if (Directory.Exists(Options.Folder))
            Directory.Delete(Options.Folder, recursive: true);
    }
}
