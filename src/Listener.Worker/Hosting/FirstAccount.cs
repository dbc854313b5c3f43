using Listener.Worker.Storage;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;

namespace Listener.Worker.Hosting;

/// <summary>The first account: made from the settings, or by the person who opens the set-up page with the printed token.</summary>
internal static class FirstAccount
{
    /// <summary>Makes the account the settings name, if there is no user yet; otherwise says how to make one.</summary>
    /// <returns>Address of the set-up page with its one-time token; null if there is a user.</returns>
    public static async Task<string?> PrepareAsync(IServiceProvider services, string address, CancellationToken token)
    {
        var admin = services.GetRequiredService<ListenerOptions>().Admin;
        var gate = services.GetRequiredService<SetupGate>();
        if (!await gate.IsOpenAsync(token))
            return null;
        if (admin.Email.Length == 0)
            return $"{address}/setup?token={await gate.IssueAsync(token)}";
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await services.GetRequiredService<IOperationsStore>().AddFirstUserAsync(UserAccounts.Create(admin.Email, admin.Email, Role.Admin, admin.Password, now), token);
        return null;
    }
}
