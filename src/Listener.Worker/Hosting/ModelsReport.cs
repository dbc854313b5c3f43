using Listener.Sentiment;
using Listener.Sentiment.Learning;
using Listener.Sentiment.Models;

namespace Listener.Worker.Hosting;

/// <summary>The classifier in use, or what stands in for it and why.</summary>
/// <param name="Classifier">Never null: without models a classifier answers "unsure", so that people still see every mention.</param>
/// <param name="Loaded">True if the models could be read.</param>
/// <param name="Message">Model version, or what is wrong and what to do.</param>
public sealed record ModelsReport(ITextClassifier Classifier, bool Loaded, string Message)
{
    /// <summary>Loads the version in use; the shipped one if which it is cannot be read.</summary>
    public static ModelsReport Read(ListenerSettings settings)
    {
        try
        {
            return Read(new ModelStore(new DataFolder(settings.DataFolder).Models, settings.ModelsFolder, TimeProvider.System).CurrentFolder, settings.ModelsFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example promoted by another user of the machine, whose files the service may not read.
            var shipped = Read(settings.ModelsFolder);
            return shipped.Loaded ? shipped with { Message = $"{shipped.Message}, because the version in use is not known: {e.Message} Give the service's account the right to read it." } : shipped;
        }
    }

    /// <summary>Loads the models of a folder, or the shipped ones if those cannot be used.</summary>
    /// <param name="folder">Version in use.</param>
    /// <param name="shipped">Models that came with the product.</param>
    public static ModelsReport Read(string folder, string shipped)
    {
        var current = Read(folder);
        if (current.Loaded || folder == shipped)
            return current;
        var instead = Read(shipped);
        return instead.Loaded
            ? instead with { Message = $"{instead.Message}, because the version in use cannot be loaded: {current.Message.Split(" Every mention", 2)[0]} 'listener models rollback' names another." }
            : current;
    }

    /// <summary>Loads the models of a folder.</summary>
    public static ModelsReport Read(string folder)
    {
        try
        {
            var classifier = TextClassifier.Load(folder);
            return new ModelsReport(classifier, true, $"{classifier.Model} from {folder}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ModelFileException)
        {
            var message = $"{e.Message} Every mention is shown as unsure until Listener:ModelsFolder names a folder with sound models.";
            return new ModelsReport(new FallbackClassifier(message), false, message);
        }
    }
}
