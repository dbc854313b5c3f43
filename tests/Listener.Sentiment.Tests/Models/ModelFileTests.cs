using Listener.Sentiment.Features;
using Listener.Sentiment.Models;

namespace Listener.Sentiment.Tests.Models;

[TestFixture]
public sealed class ModelFileTests
{
    [Test]
    public void Model_is_read_as_it_was_written()
    {
        ModelContent model = Small();

        ModelContent read = ModelFile.Read(ModelFile.Write(model), "m");

        Assert.That(read.Name, Is.EqualTo(model.Name));
        Assert.That(read.Keys, Is.EqualTo(model.Keys));
        Assert.That(read.Weights, Is.EqualTo(model.Weights));
        Assert.That(read.Heads[0].Labels, Is.EqualTo(model.Heads[0].Labels));
        Assert.That(read.Heads[1].FirstColumn, Is.EqualTo(3));
        Assert.That(read.Lexicon, Is.EqualTo(model.Lexicon));
    }

    [Test]
    public void Same_model_gives_the_same_bytes()
    {
        byte[] first = ModelFile.Write(Small());

        byte[] second = ModelFile.Write(Small());

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Every_cut_file_is_refused()
    {
        byte[] file = ModelFile.Write(Small());

        for (int length = 0; length < file.Length; length += 7)
            Assert.That(() => ModelFile.Read(file[..length], "m"), Throws.TypeOf<ModelFileException>(), $"cut at {length}");
    }

    [Test]
    public void Every_flipped_byte_is_noticed()
    {
        byte[] file = ModelFile.Write(Small());

        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x55;
            Assert.That(() => ModelFile.Read(damaged, "m"), Throws.TypeOf<ModelFileException>(), $"flipped at {at}");
        }
    }

    [Test]
    public void Foreign_file_is_named_in_the_message() =>
        Assert.That(() => ModelFile.Read("PK\u0003\u0004 something else that is long enough to hold a header"u8.ToArray(), "photo.zip"),
            Throws.TypeOf<ModelFileException>().With.Message.Contains("photo.zip: not a Listener model file"));

    [Test]
    public void Other_version_says_what_to_do()
    {
        byte[] file = ModelFile.Write(Small());
        file[8] = 99;

        Assert.That(() => ModelFile.Read(file, "m"), Throws.TypeOf<ModelFileException>().With.Message.Contains("Train it anew"));
    }

    [Test]
    public void Contradicting_lengths_are_refused_even_if_the_checksum_is_right()
    {
        ModelContent wrong = Small() with { Bias = new float[3] };

        Assert.That(() => ModelFile.Read(ModelFile.Write(wrong), "m"), Throws.TypeOf<ModelFileException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void Missing_file_is_a_model_file_error() =>
        Assert.That(() => ModelFile.Load("no-such-folder/no.model"), Throws.TypeOf<ModelFileException>());

    private static ModelContent Small()
    {
        const int stride = 16;
        return new ModelContent
        {
            Name = "small", Version = "1", View = FeatureView.Meaning,
            Heads =
            [
                new ModelHead("sentiment", ["negative", "neutral", "positive"], false, 1.5f, [0.5f]),
                new ModelHead("topic", ["delivery", "other"], true, 1, [0.4f, 0.6f]),
            ],
            Keys = [5, 70_000, 4_000_000_000],
            Weights = [.. Enumerable.Range(0, 3 * stride).Select(i => (sbyte)(i - 20))],
            Scales = [.. Enumerable.Range(0, stride).Select(i => i / 10f)], Bias = new float[stride],
            Dense = new float[DenseLayout.Count * stride], Lexicon = [(9, 3), (12, -7)],
        };
    }
}
