using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests;

/// <summary>600 authored texts were labelled a second time by somebody who saw the texts only.</summary>
[TestFixture]
public sealed class SecondReadingTests
{
    [Test]
    public void Two_readings_of_the_authored_texts_agree()
    {
        Dictionary<string, string> first = new[] { "de", "en", "es", "et", "ro", "tr" }
            .SelectMany(l => LabelledFile.Read(RepositoryFiles.Authored(l))).ToDictionary(r => r.Id, r => r.Label);
        string[][] second = [.. File.ReadLines(RepositoryFiles.Sample("second-reading.tsv")).Skip(1).Select(l => l.Split('\t'))];

        int agreed = second.Count(row => first[row[0]] == row[2]);

        TestContext.Out.WriteLine($"{agreed} of {second.Length} agree.");
        Assert.That(second, Has.Length.EqualTo(600));
        Assert.That(agreed, Is.GreaterThanOrEqualTo(570));
    }
}
