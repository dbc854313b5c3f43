using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>What a model file holds.</summary>
internal sealed record ModelContent
{
    /// <summary>Name, as in the file's name; for example <c>sentiment-de</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version, as stored with labels.</summary>
    public required string Version { get; init; }

    public required FeatureView View { get; init; }

    public required ModelHead[] Heads { get; init; }

    /// <summary>Hashes of the n-grams, ascending.</summary>
    public required uint[] Keys { get; init; }

    /// <summary>Rounded weights, row after row.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>Value of one step of <see cref="Weights"/>, per column.</summary>
    public required float[] Scales { get; init; }

    public required float[] Dense { get; init; }

    public required float[] Bias { get; init; }

    public required (uint Hash, sbyte Score)[] Lexicon { get; init; }

    /// <summary>Width of a row: 4, or a multiple of 16.</summary>
    public int Stride => StrideFor(Heads.Sum(h => h.Labels.Length));

    /// <summary>Width of a row for so many columns.</summary>
    public static int StrideFor(int columns) => columns <= 4 ? 4 : (columns + 15) / 16 * 16;
}
