namespace Listener.Worker.Storage.Sqlite;

// People who sign in.
public sealed partial class SqliteStore
{
    private const string SelectUser = """
        SELECT name, display_name, role, password_hash, security_stamp, disabled, created_at, last_seen_at, preferences FROM user 
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken token) =>
        ReadAsync<IReadOnlyList<User>>(db =>
        {
            using var rows = db.Sql(SelectUser + "ORDER BY name_key");
            var all = new List<User>();
            while (rows.Step())
                all.Add(ReadUser(rows));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<User?> FindUserAsync(string name, CancellationToken token) => ReadAsync(db =>
    {
        using var row = db.Sql(SelectUser + "WHERE name_key = ?1").With(NameKey(name));
        return row.Step() ? ReadUser(row) : null;
    }, token);

    /// <inheritdoc/>
    public Task SaveUserAsync(User user, CancellationToken token) => WriteAsync(scope =>
    {
        SaveUser(scope, user);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<bool> AddFirstUserAsync(User user, CancellationToken token) => WriteAsync(scope =>
    {
        if (scope.Db.Number("SELECT EXISTS (SELECT 1 FROM user)") != 0)
            return false;
        SaveUser(scope, user);
        return true;
    }, token);

    private static void SaveUser(WriteScope scope, User user)
    {
        scope.Db.Sql("""
            INSERT OR REPLACE INTO user (name_key, name, display_name, role, password_hash, security_stamp, disabled, created_at, last_seen_at,
              preferences) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
            .With(NameKey(user.Name)).With(user.Name).With(user.DisplayName).With((int)user.Role).With(user.PasswordHash)
            .With(user.SecurityStamp).With(user.Disabled).With(user.CreatedAt).With(user.LastSeenAt).With(user.Preferences).Run();
        scope.Changed("user");
    }

    private static string NameKey(string name) => name.ToUpperInvariant();

    private static User ReadUser(SqlStatement row) => new(
        row.Text(0), row.Text(1), (Role)row.Int(2), row.Text(3), row.Text(4), row.Bool(5), row.Time(6), row.TimeOrNull(7), row.TextOrNull(8));
}
