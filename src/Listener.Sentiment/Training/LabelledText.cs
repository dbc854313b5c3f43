namespace Listener.Sentiment.Training;

/// <summary>One labelled row of a data file.</summary>
/// <param name="Label">The label; several are parted by <c>,</c> or <c>|</c> in multi-label tasks, none is empty.</param>
/// <param name="Weight">How much the row counts, 1 as a rule.</param>
public sealed record LabelledText(string Id, string Language, string Text, string Label, string Source, float Weight = 1)
{
    /// <summary>The labels of a multi-label row.</summary>
    public string[] Labels => Label.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
