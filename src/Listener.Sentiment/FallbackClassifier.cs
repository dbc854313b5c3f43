namespace Listener.Sentiment;

/// <summary>Stands in when models cannot be loaded: the service runs, every mention goes to a person.</summary>
/// <param name="reason">Why the models could not be loaded, for the health page.</param>
public sealed class FallbackClassifier(string reason) : ITextClassifier
{
    private const int ReadingLimit = 10_000;

    /// <summary>Why the models could not be loaded.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public string Model => "none";

    /// <inheritdoc/>
    public ClassificationResult Classify(ClassificationInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Unsaid.Result(Model, input.Text.Length > ReadingLimit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Explain(ClassificationInput input, int top = 8) => [];
}
