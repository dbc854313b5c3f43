using System.Collections.Concurrent;
using System.Net;

namespace Listener.Worker.Web.Security;

/// <summary>
/// Slows guessing down. After 5 wrong passwords for a name, or 20 from an address, further tries wait: 30 s, doubling with
/// each wrong one, up to 1 hour. A name nobody has is counted the same way, so the answer tells nothing.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    private const int FreeTriesPerName = 5;
    private const int FreeTriesPerAddress = 20;
    private const int MaxKeys = 20_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<string, Record> records = new(StringComparer.Ordinal);

    /// <summary>How long the next try has to wait; zero if it may come now.</summary>
    public TimeSpan WaitFor(string name, IPAddress? address)
    {
        var now = time.GetUtcNow();
        var until = Max(Until(NameKey(name)), Until(AddressKey(address)));
        return until > now ? until - now : TimeSpan.Zero;
    }

    /// <summary>Counts a wrong password.</summary>
    public void Failed(string name, IPAddress? address)
    {
        Count(NameKey(name), FreeTriesPerName);
        Count(AddressKey(address), FreeTriesPerAddress);
        if (records.Count > MaxKeys)
            Forget();
    }

    /// <summary>Forgets the wrong passwords of a name after a right one; those of the address stay.</summary>
    public void Succeeded(string name) => records.TryRemove(NameKey(name), out _);

    private DateTimeOffset Until(string key) => records.TryGetValue(key, out var record) ? record.Until : DateTimeOffset.MinValue;

    private void Count(string key, int freeTries)
    {
        var now = time.GetUtcNow();
        records.AddOrUpdate(key, _ => new Record(1, now, DateTimeOffset.MinValue), (_, old) =>
        {
            var failures = now - old.LastAt > Forgotten ? 1 : old.Failures + 1;
            var until = failures < freeTries ? DateTimeOffset.MinValue : now + Wait(failures - freeTries);
            return new Record(failures, now, until);
        });
    }

    private static TimeSpan Wait(int step)
    {
        var seconds = FirstWait.TotalSeconds * Math.Pow(2, Math.Min(step, 16));
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds));
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, record) in records)
        {
            if (now - record.LastAt > Forgotten)
                records.TryRemove(key, out _);
        }
        // A flood of made-up names must not fill the memory; the oldest go first, addresses keep their count.
        foreach (var (key, _) in records.Where(r => r.Key[0] == 'n').OrderBy(r => r.Value.LastAt).Take(Math.Max(0, records.Count - MaxKeys)))
            records.TryRemove(key, out _);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string NameKey(string name) => "n:" + name.Trim().ToUpperInvariant();

    private static string AddressKey(IPAddress? address)
    {
        if (address is null)
            return "a:";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        // One person owns a whole /64 in IPv6.
        return "a:" + Convert.ToHexString(bytes.Length == 16 ? bytes.AsSpan(0, 8) : bytes);
    }

    private readonly record struct Record(int Failures, DateTimeOffset LastAt, DateTimeOffset Until);
}
