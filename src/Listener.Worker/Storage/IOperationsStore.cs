using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage;

/// <summary>Channel health, users, sign-ins, digests, audit and small values.</summary>
public interface IOperationsStore
{
    /// <summary>Health of a channel; no watches if never polled.</summary>
    Task<StoredHealth> HealthAsync(ChannelKey channel, CancellationToken token);

    /// <summary>Stores the health of one watch; a person's pause stays as it is.</summary>
    Task SaveHealthAsync(ChannelKey channel, string watch, WatchHealth health, CancellationToken token);

    /// <summary>Sets a person's pause, or takes it off and with it the pauses of all watches.</summary>
    Task PauseAsync(ChannelKey channel, bool pause, CancellationToken token);

    /// <summary>Adds a poll's result to the history.</summary>
    Task AddPollAsync(PollResult result, CancellationToken token);

    /// <summary>Polls of a channel since a time, oldest first.</summary>
    Task<IReadOnlyList<PollResult>> PollsAsync(ChannelKey channel, DateTimeOffset since, CancellationToken token);

    /// <summary>All users, by name.</summary>
    Task<IReadOnlyList<User>> UsersAsync(CancellationToken token);

    /// <summary>One user by name, compared without case; null if unknown.</summary>
    Task<User?> FindUserAsync(string name, CancellationToken token);

    /// <summary>Adds or replaces a user.</summary>
    Task SaveUserAsync(User user, CancellationToken token);

    /// <summary>Adds the very first user; false if there is one already.</summary>
    Task<bool> AddFirstUserAsync(User user, CancellationToken token);

    /// <summary>A small named value, for example UI settings; null if never set.</summary>
    Task<string?> ReadValueAsync(string key, CancellationToken token);

    /// <summary>Sets a small named value; null removes it.</summary>
    Task WriteValueAsync(string key, string? value, CancellationToken token);

    /// <summary>Stores a built digest (JSON form) under its key; false if the key was taken, then nothing changes.</summary>
    Task<bool> AddDigestAsync(string key, string json, DateTimeOffset builtAt, CancellationToken token);

    /// <summary>Stored digest; null if none.</summary>
    Task<string?> DigestAsync(string key, CancellationToken token);

    /// <summary>Keys of stored digests, newest first.</summary>
    Task<IReadOnlyList<string>> DigestKeysAsync(int max, CancellationToken token);

    /// <summary>Adds a row to the append-only audit log (hash-chained).</summary>
    Task AuditAsync(AuditEntry entry, CancellationToken token);

    /// <summary>Audit rows, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> AuditAsync(int max, CancellationToken token);
}

/// <summary>Result of one poll of a watch.</summary>
public sealed record PollResult(ChannelKey Channel, string Watch, DateTimeOffset At, TimeSpan Took, int Read, int Added, int Quarantined, string? Fault);

/// <summary>Roles, each may do all that the ones before may.</summary>
public enum Role { Viewer, Writer, Approver, Admin }

/// <summary>A person who signs in.</summary>
/// <param name="Name">User name, 1-64 characters, compared without case.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Role">Role.</param>
/// <param name="PasswordHash">PBKDF2-SHA512 with salt and rounds, self-describing.</param>
/// <param name="SecurityStamp">Changes when sign-ins must end.</param>
/// <param name="Disabled">True if sign-in is refused.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastSeenAt">UTC; null if never.</param>
/// <param name="Preferences">JSON of the person's settings (theme, language, undo seconds, keys); null for defaults.</param>
public sealed record User(
    string Name, string DisplayName, Role Role, string PasswordHash, string SecurityStamp, bool Disabled,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, string? Preferences);

/// <summary>One line of the audit log.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Who, string What, string Object, string? Before, string? After);
