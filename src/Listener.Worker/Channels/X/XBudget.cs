using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>
/// What reading costs on a UTC day. The dearest outcome of a call is booked before it is made and corrected afterwards, so
/// neither a crash nor a restart can overspend.
/// </summary>
internal sealed class XBudget(ChannelKey channel, XOptions options, ISessionVault vault, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private XSpending? spending;

    /// <summary>Books a page of as many items as the rest of the day's budget pays for.</summary>
    /// <param name="perItem">Dearest cost of an item, US dollars.</param>
    /// <param name="least">Smallest page the network gives.</param>
    /// <param name="most">Largest page wanted.</param>
    /// <param name="token">Stops the wait.</param>
    /// <returns>Size of the page and the booking; size 0 if not even the smallest can be paid.</returns>
    public async Task<(int Size, decimal Booked)> BookAsync(decimal perItem, int least, int most, CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            var today = await TodayAsync(token);
            var rest = options.DailyReadBudget - today.Spent;
            var size = perItem == 0 ? most : (int)Math.Clamp(Math.Floor(rest / perItem), 0, most);
            if (size < least)
                return (0, 0);
            await SaveAsync(today.Spent + (size * perItem), token);
            return (size, size * perItem);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Replaces a booking by what the call really cost.</summary>
    public async Task SettleAsync(decimal booked, decimal cost, CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            var today = await TodayAsync(token);
            await SaveAsync(Math.Max(0, today.Spent - booked + cost), token);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Spent today, US dollars.</summary>
    public async Task<decimal> SpentAsync(CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            return (await TodayAsync(token)).Spent;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<XSpending> TodayAsync(CancellationToken token)
    {
        var day = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        spending ??= WireJson.TryParse(await vault.LoadAsync(channel, token), XJson.Default.XSpending);
        // A day that has not come yet was noted on a clock that has been set back since: what was spent then counts for today.
        if (spending?.Day != day)
        {
            var carried = string.CompareOrdinal(spending?.Day, day) > 0 ? spending!.Spent : 0;
            spending = new XSpending(day, carried);
            if (carried > 0)
                await SaveAsync(carried, token);
        }
        return spending;
    }

    private async Task SaveAsync(decimal spent, CancellationToken token)
    {
        spending = spending! with { Spent = spent };
        await vault.SaveAsync(channel, JsonSerializer.Serialize(spending, XJson.Default.XSpending), token);
    }
}
