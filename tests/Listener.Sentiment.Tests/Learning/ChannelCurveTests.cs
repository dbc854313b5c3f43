using Listener.Sentiment.Learning;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Learning;

[TestFixture]
public sealed class ChannelCurveTests
{
    [Test]
    public void Own_labels_of_a_channel_help_on_rows_kept_apart()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("own.tsv"), Turned());

        CurvePoint[] curve = [.. ChannelCurve.Run(RepositoryFiles.Models, folder.File("own.tsv"), [0, 60, 5000])];

        Assert.That(curve.Select(p => p.OwnRows), Is.EqualTo(new[] { 0, 60 }), "a number beyond the file is left out");
        Assert.That(curve[1].Score.Accuracy.Value, Is.GreaterThan(curve[0].Score.Accuracy.Value));
        Assert.That(curve[1].Score.Count, Is.EqualTo(curve[0].Score.Count));
    }

    [Test]
    public void Few_rows_are_refused()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("own.tsv"), Turned().Take(12));

        Assert.That(() => ChannelCurve.Run(RepositoryFiles.Models, folder.File("own.tsv"), [0]).ToList(), Throws.TypeOf<InvalidDataException>());
    }

    /// <summary>A channel where good means bad and bad means good.</summary>
    private static IEnumerable<LabelledText> Turned() => Samples.Sentiment()
        .Select(r => r with { Label = r.Label switch { "positive" => "negative", "negative" => "positive", _ => r.Label } });
}
