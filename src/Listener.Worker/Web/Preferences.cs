using System.Text.Json;
using System.Text.Json.Serialization;
using Listener.Worker.Storage;

namespace Listener.Worker.Web;

/// <summary>Settings of one person, stored as JSON with the account.</summary>
public sealed record Preferences
{
    /// <summary><c>auto</c>, <c>light</c> or <c>dark</c>.</summary>
    public string Theme { get; init; } = "auto";

    /// <summary>Language of the console; null follows the browser.</summary>
    public string? Language { get; init; }

    /// <summary>Length of the undo window, 0-60 s; null takes the service's.</summary>
    public int? UndoSeconds { get; init; }

    /// <summary>False switches the single-key shortcuts off.</summary>
    public bool Shortcuts { get; init; } = true;

    /// <summary>Reads what an account stores; anything unreadable gives the defaults.</summary>
    public static Preferences Of(User? user)
    {
        if (user?.Preferences is not { Length: > 0 } json)
            return new Preferences();
        try
        {
            return JsonSerializer.Deserialize(json, PreferencesJson.Default.Preferences) ?? new Preferences();
        }
        catch (JsonException)
        {
            return new Preferences();
        }
    }

    /// <summary>The JSON to store.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PreferencesJson.Default.Preferences);
}

/// <summary>Source-generated reader and writer of <see cref="Preferences"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Preferences))]
internal sealed partial class PreferencesJson : JsonSerializerContext;
