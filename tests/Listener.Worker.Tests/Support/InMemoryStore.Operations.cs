using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Support;

public sealed partial class InMemoryStore : IOperationsStore
{
    public Task<StoredHealth> HealthAsync(ChannelKey channel, CancellationToken token) => Done(() => new StoredHealth(
        _paused.Contains(channel), _health.Where(h => h.Key.Channel == channel).ToDictionary(h => h.Key.Watch, h => h.Value)));

    public Task SaveHealthAsync(ChannelKey channel, string watch, WatchHealth health, CancellationToken token) => Done(() => { _health[(channel, watch)] = health; });

    public Task PauseAsync(ChannelKey channel, bool pause, CancellationToken token) => Done(() =>
    {
        if (pause)
        {
            _paused.Add(channel);
            return;
        }
        _paused.Remove(channel);
        foreach (var (watch, health) in _health.Where(h => h.Key.Channel == channel).ToList())
            _health[watch] = health with { PausedUntil = null };
    });

    public Task AddPollAsync(PollResult result, CancellationToken token) => Done(() => Polls.Add(result));

    public Task<IReadOnlyList<PollResult>> PollsAsync(ChannelKey channel, DateTimeOffset since, CancellationToken token) => Done<IReadOnlyList<PollResult>>(() => [.. Polls.Where(p => p.Channel == channel && p.At >= since)]);

    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken token) => Done<IReadOnlyList<User>>(() => [.. _users.Values]);

    public Task<User?> FindUserAsync(string name, CancellationToken token) => Done(() => _users.GetValueOrDefault(name));

    public Task SaveUserAsync(User user, CancellationToken token) => Done(() => { _users[user.Name] = user; });

    public Task<bool> AddFirstUserAsync(User user, CancellationToken token) => Done(() => _users.Count == 0 && _users.TryAdd(user.Name, user));

    public Task<string?> ReadValueAsync(string key, CancellationToken token) => Done(() => _values.GetValueOrDefault(key));

    public Task WriteValueAsync(string key, string? value, CancellationToken token) => Done(() =>
    {
        if (value is null)
            _values.Remove(key);
        else
            _values[key] = value;
    });

    public Task<bool> AddDigestAsync(string key, string json, DateTimeOffset builtAt, CancellationToken token) => Done(() => _values.TryAdd("digest:" + key, json));

    public Task<string?> DigestAsync(string key, CancellationToken token) => Done(() => _values.GetValueOrDefault("digest:" + key));

    public Task<IReadOnlyList<string>> DigestKeysAsync(int max, CancellationToken token) => Done<IReadOnlyList<string>>(() => [.. _values.Keys.Where(k => k.StartsWith("digest:", StringComparison.Ordinal)).Take(max)]);

    public Task AuditAsync(AuditEntry entry, CancellationToken token) => Done(() => Audit.Add(entry));

    public Task<IReadOnlyList<AuditEntry>> AuditAsync(int max, CancellationToken token) => Done<IReadOnlyList<AuditEntry>>(() => [.. Audit.AsEnumerable().Reverse().Take(max)]);
}
