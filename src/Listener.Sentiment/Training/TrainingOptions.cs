namespace Listener.Sentiment.Training;

/// <summary>Settings of one fit.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Strength of the L2 penalty on n-grams.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Strength of the L2 penalty on dense features.</summary>
    public double DensePenalty { get; init; } = 1;

    /// <summary>False to give dense features no weight.</summary>
    public bool Dense { get; init; } = true;

    /// <summary>0: rows count equally; 1: classes count equally; between: a mixture.</summary>
    public double Balance { get; init; } = 0.5;

    /// <summary>Power of the inverse document frequency; 0 leaves it out.</summary>
    public double IdfPower { get; init; } = 1;

    /// <summary>How strongly features are weighted by their naive Bayes log-ratio, 0-1.</summary>
    public double BayesWeight { get; init; }

    /// <summary>How many times a word with the strongest score in the lexicon counts beyond once, 0 or more; a weaker one in proportion.</summary>
    /// <remarks>So the penalty holds it back less. 0 treats it as any word.</remarks>
    public float LexiconLift { get; init; }

    /// <summary>A feature must occur in so many rows.</summary>
    public int MinimumDocuments { get; init; } = 2;

    /// <summary>Most steps of the optimiser.</summary>
    public int MaximumSteps { get; init; } = 100;

    /// <summary>The fit ends when the loss falls by less than this fraction in a step.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Independent yes/no decisions for each label instead of one of several.</summary>
    public bool MultiLabel { get; init; }

    /// <summary>Fits one-against-rest margins by squared hinge loss instead of softmax; labels of one kind only.</summary>
    public bool Hinge { get; init; }

    /// <summary>Weight of letter n-grams beside words.</summary>
    public float CharShare { get; init; } = 1;
}
