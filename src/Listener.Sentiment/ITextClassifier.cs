namespace Listener.Sentiment;

/// <summary>Understands texts. Thread-safe, deterministic, without I/O after loading.</summary>
public interface ITextClassifier
{
    /// <summary>Version of the loaded models, as stored with labels.</summary>
    string Model { get; }

    /// <summary>Classifies one text. Never throws on any string.</summary>
    ClassificationResult Classify(ClassificationInput input);

    /// <summary>Why the sentiment and the intent came out as they did.</summary>
    /// <param name="input">The same input that was classified.</param>
    /// <param name="top">How many pieces of evidence to return at most, strongest first.</param>
    IReadOnlyList<Evidence> Explain(ClassificationInput input, int top = 8);
}
