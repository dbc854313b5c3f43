namespace Listener.Sentiment;

/// <summary>One text to understand, with what is known about where it came from.</summary>
/// <param name="Text">The text as written, any length; only the first 10,000 UTF-16 units are read.</param>
/// <param name="LanguageHint">ISO 639-1 code from the channel or the author's history, a prior and not a verdict; null if unknown.</param>
/// <param name="ChannelKind">Kind of channel, for example <c>bluesky</c> or <c>app-store</c>; null if unknown.</param>
/// <param name="Stars">Star rating 1-5 where the channel has one; null otherwise.</param>
public sealed record ClassificationInput(string Text, string? LanguageHint = null, string? ChannelKind = null, int? Stars = null);
