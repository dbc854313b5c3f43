namespace Listener.Sentiment.Models;

/// <summary>A model file cannot be used: damaged, foreign, or of another version. The message names the file and what to do.</summary>
public sealed class ModelFileException : Exception
{
    public ModelFileException()
    {
    }

    public ModelFileException(string message)
        : base(message)
    {
    }

    public ModelFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
