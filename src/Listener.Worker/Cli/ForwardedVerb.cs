using Listener.Worker.Api;

namespace Listener.Worker.Cli;

/// <summary>A verb that the running service does for this process.</summary>
internal static class ForwardedVerb
{
    /// <summary>Hands it on and shows what came back.</summary>
    /// <param name="service">The service; it answered just now.</param>
    /// <param name="args">Words of the call.</param>
    /// <param name="io">Terminal of the caller.</param>
    /// <param name="hasInput">True if input was made for it, even where a person sits.</param>
    /// <param name="token">Interruption; what the service has begun, it finishes.</param>
    public static async Task<int> RunAsync(LocalService service, string[] args, VerbIo io, bool hasInput, CancellationToken token)
    {
        try
        {
            return await AskAsync(service, args, io, hasInput, token);
        }
        catch (HttpRequestException e)
        {
            await io.Error.WriteLineAsync($"The service ended before it answered ({e.Message}), so nobody knows whether this was done. Look, and do it again if it was not.");
            return ExitCode.TryLater;
        }
    }

    private static async Task<int> AskAsync(LocalService service, string[] args, VerbIo io, bool hasInput, CancellationToken token)
    {
        var text = hasInput || !io.Interactive ? await io.In.ReadToEndAsync(token) : "";
        using var client = service.CreateClient(Timeout.InfiniteTimeSpan);
        using var answer = await client.PostAsJsonAsync(LocalService.VerbPath, new VerbRequest(args, text), token);
        if (!answer.IsSuccessStatusCode)
        {
            await io.Error.WriteLineAsync($"The running service refused the verb (HTTP {(int)answer.StatusCode}). Its token file is {service.TokenFile}; run this as the service's user.");
            return ExitCode.Failed;
        }
        var result = await answer.Content.ReadFromJsonAsync<VerbAnswer>(token);
        await io.Out.WriteAsync(result!.Output);
        await io.Error.WriteAsync(result.Errors);
        return result.ExitCode;
    }
}
