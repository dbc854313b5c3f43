namespace Listener.Sentiment.Evaluation;

/// <summary>One answer beside the truth.</summary>
/// <param name="Gold">The label in the data.</param>
/// <param name="Label">The label given.</param>
/// <param name="Probability">Its probability.</param>
internal readonly record struct Prediction(string Gold, string Label, double Probability);
