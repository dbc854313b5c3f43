using System.Diagnostics;
using Listener.Reliability.Networks;
using Listener.Worker.Domain;

namespace Listener.Reliability.Campaigns;

/// <summary>
/// One service folder through many lives on networks of all four classes: customers write, a person approves, the process ends at a seeded
/// moment, again and again; then everything settles and is compared with what stands on the networks.
/// </summary>
public sealed class FolderRun : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan QuickStart = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FrozenFor = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private static readonly string[] Texts =
    [
        "my kettle arrived broken and nobody answers my mails", "where is my parcel? I have been waiting for two weeks", "thank you for the quick repair of my kettle, great service",
        "is the copper kettle back in stock?", "the lid of my kettle does not close, what can I do?", "how do I clean the filter of the kettle?",
    ];

    private readonly Options options;
    private readonly int seed;
    private readonly int lives;
    private readonly Random random;
    private readonly Random stirring;
    private readonly TestNetworks networks;
    private readonly Service service;
    private readonly Desk desk;
    private readonly Verdict verdict = new();
    private readonly Wire wire = new();
    private double stretch = 1;

    private FolderRun(Options options, int folder, int lives, TestNetworks networks)
    {
        this.options = options;
        this.lives = lives;
        this.networks = networks;
        seed = options.Seed + folder;
        random = new Random(seed);
        stirring = new Random(seed ^ 0x5f5f5f);
        service = new Service(options.Service, networks.Settings(), options.Speed);
        desk = new Desk(service.Address);
        foreach (var network in networks.All)
            network.Observer = wire.Observe;
    }

    /// <summary>Runs one folder.</summary>
    /// <param name="options">The campaign.</param>
    /// <param name="folder">Number of the folder in the campaign, from 0.</param>
    /// <param name="lives">Lives of this folder.</param>
    public static async Task<Verdict> RunAsync(Options options, int folder, int lives)
    {
        await using var networks = await TestNetworks.StartAsync(options.Seed + folder);
        using var run = new FolderRun(options, folder, lives, networks);
        return await run.RunAsync();
    }

    public void Dispose()
    {
        desk.Dispose();
        service.Dispose();
    }

    private async Task<Verdict> RunAsync()
    {
        using var stalls = new StallWatch();
        try
        {
            for (var life = 0; life < lives; life++)
                await LiveAsync(life);
            await SettleAsync();
        }
        catch (ServiceException e)
        {
            verdict.Violate(e.Message);
        }
        verdict.LongestStall = stalls.Longest.TotalMilliseconds;
        verdict.Approved = desk.Approved.Count;
        Count();
        KeepOrForget();
        return verdict;
    }

    private async Task LiveAsync(int life)
    {
        CustomersWrite(random.Next(2, 7));
        if (!service.IsAlive)
        {
            var (wall, processor) = await service.StartAsync();
            verdict.Ready.Add((wall.TotalMilliseconds, processor.TotalMilliseconds));
            // On a machine that is slow now, lives are as much longer: they must hold the same work.
            stretch = Math.Max(1, wall / QuickStart);
        }
        using var work = new CancellationTokenSource();
        var working = WorkAsync(work.Token);
        await WaitForTheEndAsync();
        await EndAsync(life);
        await work.CancelAsync();
        await working;
    }

    // Half of the lives end at a random time, half at an exact point of a call that posts or reads.
    private async Task WaitForTheEndAsync()
    {
        var alive = TimeSpan.FromMilliseconds(random.Next(100, 2000)) * stretch;
        if (options.Ending == Ending.Kill && random.Next(2) == 0)
        {
            await Task.Delay(alive);
            verdict.Ends++;
            return;
        }
        var point = (CallPoint)random.Next(3);
        var isPost = options.Ending != Ending.Kill || random.Next(4) > 0;
        var tripped = wire.Arm(isPost, point, random.Next(1, 4), Strike);
        if (await Task.WhenAny(tripped, Task.Delay(LongestLife * stretch)) == tripped)
            verdict.EndsAtWire++;
        verdict.Ends++;
    }

    // At the wire the signal goes out before the network takes its next step.
    private void Strike()
    {
        switch (options.Ending)
        {
            case Ending.Kill:
                service.Kill();
                break;
            case Ending.Freeze:
                service.Freeze();
                break;
            default:
                service.Terminate();
                break;
        }
    }

    private async Task EndAsync(int life)
    {
        wire.Disarm();
        Strike();
        switch (options.Ending)
        {
            case Ending.Freeze:
                await Task.Delay(FrozenFor);
                service.Thaw();
                break;
            case Ending.Terminate:
                await StopAsync(life);
                break;
            default:
                await service.EndedAsync(LongestStop);
                break;
        }
        if (service.IsAlive)
            return;
        foreach (var fault in Truth.AtAnyMoment(networks, await StoreView.RepliesOfDeadAsync(service.DataFolder)))
            verdict.Violate($"life {life}: {fault}");
    }

    private async Task StopAsync(int life)
    {
        if (await service.EndedAsync(LongestStop) is not { } end)
            verdict.Violate($"life {life}: SIGTERM did not end the service within {LongestStop.TotalSeconds:0} s");
        else if (end.Code != 0)
            verdict.Violate($"life {life}: SIGTERM ended the service with {end.Code}");
        else
            verdict.Stops.Add(end.Took.TotalMilliseconds);
        service.Kill();
        await service.EndedAsync(LongestStop);
    }

    private async Task WorkAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            if (await desk.WorkAsync(token) == 0)
                await Task.Delay(100, CancellationToken.None);
            StirUp();
        }
    }

    private void CustomersWrite(int count)
    {
        for (; count > 0; count--)
        {
            networks.All[random.Next(networks.All.Count)].Write($"@acme {Texts[random.Next(Texts.Length)]} ({random.Next(100_000)})");
            verdict.Mentions++;
        }
    }

    // Now and then a customer changes or deletes a text, a colleague answers, or replies are closed.
    private void StirUp()
    {
        var network = networks.All[stirring.Next(networks.All.Count)];
        if (network.Plan.IsOn && stirring.Next(3) == 0)
            network.StirUp(stirring);
    }

    private async Task SettleAsync()
    {
        networks.CalmDown();
        if (!service.IsAlive)
            await service.StartAsync();
        using var work = new CancellationTokenSource();
        var working = WorkAsync(work.Token);
        var watch = Stopwatch.StartNew();
        IReadOnlyList<StoredReply> replies;
        HashSet<string> mentions;
        do
        {
            await Task.Delay(500);
            replies = await StoreView.RepliesAsync(service.DataFolder);
            mentions = await StoreView.MentionsAsync(service.DataFolder);
        }
        while (watch.Elapsed < Settling && !IsSettled(replies, mentions));
        await work.CancelAsync();
        await working;
        replies = await StoreView.RepliesAsync(service.DataFolder);
        foreach (var fault in Truth.AtAnyMoment(networks, replies).Concat(Truth.AtTheEnd(networks, replies, desk.Approved, mentions)))
            verdict.Violate(fault);
        await LookAtPagesAsync(replies);
        verdict.ApprovedUnheard = replies.Count(r => !desk.Approved.Contains(r.Mention));
        foreach (var reply in replies)
            verdict.Tally[(reply.Channel, reply.State)] = verdict.Tally.GetValueOrDefault((reply.Channel, reply.State)) + 1;
    }

    private bool IsSettled(IReadOnlyList<StoredReply> replies, HashSet<string> mentions) =>
        networks.All.All(n => n.Customers.All(c => mentions.Contains(c.Id))) && desk.IsIdle && replies.All(r => Truth.IsSettled(r.State)) && desk.Approved.All(n => replies.Any(r => r.Mention == n));

    // What the person sees must be what the store says, which was compared with the networks.
    private async Task LookAtPagesAsync(IReadOnlyList<StoredReply> replies)
    {
        foreach (var reply in replies.OrderBy(_ => random.Next()).Take(10))
        {
            var shown = await desk.ShownStateAsync(reply.Mention, CancellationToken.None);
            if (!string.Equals(shown, reply.State.ToString(), StringComparison.OrdinalIgnoreCase) && (shown is not null || reply.State != ReplyState.Cancelled))
                verdict.Violate($"the page of mention {reply.Mention} shows {shown ?? "no reply"}, the store says {reply.State}");
        }
    }

    private void Count()
    {
        foreach (var (kind, count) in networks.All.SelectMany(n => n.Plan.Tally))
            verdict.Disturbed[kind] = verdict.Disturbed.GetValueOrDefault(kind) + count;
        foreach (var kind in networks.All.SelectMany(n => n.Stirred.Values))
            verdict.Stirred[kind] = verdict.Stirred.GetValueOrDefault(kind) + 1;
        foreach (var (what, count) in desk.Otherwise)
            verdict.Otherwise[what] = count;
    }

    private void KeepOrForget()
    {
        service.Dispose();
        if (verdict.Violations.Count == 0)
            Directory.Delete(service.Folder, recursive: true);
        else
            verdict.Violate($"seed {seed}: the folder is kept in {service.Folder}; again: {options.Reproduction(seed - options.Seed)}");
    }
}
