using System.Globalization;

namespace Listener.Worker.Channels;

/// <summary>Checks that settings of several channels share.</summary>
public static class OptionChecks
{
    /// <summary>A network's address: https, or http on this machine.</summary>
    public static IEnumerable<OptionFault> Service(string key, string value, string example)
    {
        if (!IsService(value))
            yield return new OptionFault(key, $"is no address; expected https, or http on this machine, for example \"{example}\"");
    }

    /// <summary>A length of time between two ends, both included.</summary>
    public static IEnumerable<OptionFault> Duration(string key, TimeSpan value, TimeSpan min, TimeSpan max, TimeSpan example)
    {
        if (value < min || value > max)
            yield return new OptionFault(key, string.Create(CultureInfo.InvariantCulture, $"is {value}; expected {min} to {max}, for example \"{example}\""));
    }

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    public static IEnumerable<OptionFault> Timeout(string key, TimeSpan value) =>
        Duration(key, value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));

    /// <summary>A setting that must not be empty.</summary>
    public static IEnumerable<OptionFault> Filled(string key, string value, string hint)
    {
        if (string.IsNullOrWhiteSpace(value))
            yield return new OptionFault(key, $"is empty; {hint}");
    }

    /// <summary>True if an address is written as one of this machine; names that only resolve to it do not count.</summary>
    public static bool IsOnThisMachine(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback && uri.Host.Length > 0;

    private static bool IsService(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
