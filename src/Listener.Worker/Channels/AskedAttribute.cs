namespace Listener.Worker.Channels;

/// <summary>Marks the few settings a channel cannot do without; the console's set-up asks for these and for nothing else.</summary>
/// <param name="label">What to call it, an English key that the console translates.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AskedAttribute(string label) : Attribute
{
    /// <summary>What to call it.</summary>
    public string Label { get; } = label;
}
