using System.CommandLine;
using System.Text.Json;
using Listener.Worker.Storage;
using Listener.Worker.Web.Security;
using Spectre.Console;

namespace Listener.Worker.Cli;

/// <summary><c>listener user</c>: accounts of the console. A password comes from the prompt or standard input, never from the command line.</summary>
public static class UserVerb
{
    private const string Actor = "command line";

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("user", "Add, reset or list the people who may sign in. Example: listener user add ana --role approver");
        command.Subcommands.Add(Add());
        command.Subcommands.Add(Reset());
        command.Subcommands.Add(List());
        return command;
    }

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "User name, 1-64 characters" };
        var role = new Option<string>("--role") { Description = "viewer, writer, approver or admin", DefaultValueFactory = _ => "writer" }.AcceptOnlyFromAmong("viewer", "writer", "approver", "admin");
        var display = new Option<string?>("--display") { Description = "Name for people; the user name if left out" };
        var fresh = NewStore.Option();
        var command = new Command("add", "Add a person; the password is asked, or read from standard input. Example: listener user add ana --role approver") { name, role, display, fresh };
        command.SetAction((parsed, token) => WithPasswordAsync(NewStore.Use(parsed.GetValue(fresh)), async (services, password, io, inner) =>
        {
            var store = services.GetRequiredService<IOperationsStore>();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var user = UserAccounts.Create(
                parsed.GetRequiredValue(name), parsed.GetValue(display) ?? "", Enum.Parse<Role>(parsed.GetRequiredValue(role), ignoreCase: true), password, now);
            if (await store.FindUserAsync(user.Name, inner) is not null)
                return await SayAsync(io, $"{user.Name} exists already. For a new password: listener user reset {user.Name}", ExitCode.Failed);
            await store.SaveUserAsync(user, inner);
            await store.AuditAsync(new AuditEntry(now, Actor, "user added", user.Name, null, user.Role.ToString()), inner);
            return await SayAsync(io, $"{user.Name} may sign in as {user.Role.ToString().ToLowerInvariant()}.", ExitCode.Done);
        }, token));
        return command;
    }

    private static Command Reset()
    {
        var name = new Argument<string>("name") { Description = "User name" };
        var command = new Command("reset", "Give a person a new password, end their sign-ins and let them in again. Example: listener user reset ana") { name };
        command.SetAction((parsed, token) => WithPasswordAsync(StoreUse.Changes, async (services, password, io, inner) =>
        {
            var store = services.GetRequiredService<IOperationsStore>();
            if (await store.FindUserAsync(parsed.GetRequiredValue(name), inner) is not { } user)
                return await SayAsync(io, "There is nobody of that name. Known people: listener user list", ExitCode.Failed);
            await store.SaveUserAsync(user with { PasswordHash = PasswordHashing.Hash(password), SecurityStamp = UserAccounts.NewStamp(), Disabled = false }, inner);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await store.AuditAsync(new AuditEntry(now, Actor, "password reset", user.Name, null, null), inner);
            return await SayAsync(io, $"{user.Name} has a new password; earlier sign-ins have ended.", ExitCode.Done);
        }, token));
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("list", "Show who may sign in. Example: listener user list --json") { json };
        command.SetAction((parsed, token) => VerbHost.RunAsync(StoreUse.Reads, async (services, io, inner) =>
        {
            var users = await services.GetRequiredService<IOperationsStore>().UsersAsync(inner);
            if (parsed.GetValue(json))
                await io.Out.WriteLineAsync(JsonSerializer.Serialize(new { users = users.Select(u => new { name = u.Name, displayName = u.DisplayName, role = u.Role.ToString(), disabled = u.Disabled, createdAt = u.CreatedAt, lastSeenAt = u.LastSeenAt }) }));
            else
                foreach (var user in users)
                    await io.Out.WriteLineAsync($"{user.Name,-24} {user.Role,-9} {(user.Disabled ? "disabled" : user.LastSeenAt is { } at ? $"last seen {at:u}" : "never signed in")}");
            return users.Count == 0 ? await SayAsync(io, "Nobody yet. Add somebody: listener user add ana --role admin", ExitCode.NothingToDo) : ExitCode.Done;
        }, token));
        return command;
    }

    // The password is read here, where the person sits, and handed on as input; inside the service it is only the input.
    private static Task<int> WithPasswordAsync(StoreUse use, Func<IServiceProvider, string, VerbIo, CancellationToken, Task<int>> change, CancellationToken token) =>
        VerbHost.RunAsync(use, async (services, io, inner) =>
        {
            var password = await io.In.ReadLineAsync(inner);
            if (PasswordHashing.Fault(password) is { } fault)
                return await SayAsync(io, fault, ExitCode.Usage);
            try
            {
                return await change(services, password!, io, inner);
            }
            catch (ArgumentException e)
            {
                return await SayAsync(io, e.Message.Split(" (Parameter", 2)[0], ExitCode.Usage);
            }
        }, token, VerbHost.IsInside ? null : ReadPassword);

    private static TextReader ReadPassword()
    {
        if (Console.IsInputRedirected)
            return Console.In;
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var first = terminal.Prompt(new TextPrompt<string>("Password (12 characters or more):").Secret(null));
        var second = terminal.Prompt(new TextPrompt<string>("Once more:").Secret(null));
        if (first == second)
            return new StringReader(first + "\n");
        terminal.WriteLine("The two passwords differ.");
        return new StringReader("");
    }

    private static async Task<int> SayAsync(VerbIo io, string words, int code)
    {
        await io.Error.WriteLineAsync(words);
        return code;
    }
}
