using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// The right to write on a mention.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<Claim> ClaimAsync(MentionNumber mention, string by, TimeSpan length, bool takeOver, DateTimeOffset now, CancellationToken token) =>
        WriteAsync(scope =>
        {
            if (WorkRow.Find(scope.Db, mention.Value) is null)
                throw new StaleWriteException($"Mention {mention} is no longer there.");
            var last = FindClaim(scope.Db, mention);
            var running = last is not null && last.Until > now;
            if (running && last!.By != by && !takeOver)
                return last;
            var fence = running && last!.By == by ? last.Fence : (last?.Fence ?? 0) + 1;
            scope.Db.Sql("""
                INSERT INTO claim (mention, by, until, fence) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET by = excluded.by, until = excluded.until, fence = excluded.fence
                """).With(mention.Value).With(by).With(now + length).With(fence).Run();
            scope.Changed("claim", mention.Value);
            return FindClaim(scope.Db, mention)!;
        }, token);

    /// <inheritdoc/>
    public Task ReleaseClaimAsync(MentionNumber mention, string by, CancellationToken token) => WriteAsync(scope =>
    {
        var released = scope.Db.Sql("UPDATE claim SET until = 0 WHERE mention = ?1 AND by = ?2 AND until > 0").With(mention.Value).With(by).Run();
        if (released > 0)
            scope.Changed("claim", mention.Value);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<Claim?> ClaimOfAsync(MentionNumber mention, DateTimeOffset now, CancellationToken token) =>
        ReadAsync(db => FindClaim(db, mention) is { } claim && claim.Until > now ? claim : null, token);

    private static Claim? FindClaim(SqliteSession db, MentionNumber mention)
    {
        using var row = db.Sql("SELECT by, until, fence FROM claim WHERE mention = ?1").With(mention.Value);
        return row.Step() ? new Claim(mention, row.Text(0), row.Time(1), row.Long(2)) : null;
    }
}
