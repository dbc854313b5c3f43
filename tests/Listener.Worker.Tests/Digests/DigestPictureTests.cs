using Listener.Worker.Digests;

namespace Listener.Worker.Tests.Digests;

/// <summary>Writes the forms of a typical digest into files for people to look at.</summary>
[Explicit("Writes files; set LISTENER_PICTURES to a folder.")]
public sealed class DigestPictureTests
{
    [TestCase("en")]
    [TestCase("de")]
    [TestCase("tr")]
    public void Forms_are_written(string language)
    {
        var folder = Environment.GetEnvironmentVariable("LISTENER_PICTURES") ?? Path.GetTempPath();
        var digest = DigestBuilder.Build(DigestSamples.Typical());
        var words = DigestWords.In(language);

        File.WriteAllText(Path.Combine(folder, $"digest.{language}.html"), HtmlDigest.Write(digest, words));
        File.WriteAllText(Path.Combine(folder, $"mail.{language}.html"), MailDigest.Write(digest, words));
        File.WriteAllText(Path.Combine(folder, $"digest.{language}.md"), MarkdownDigest.Write(digest, words));
        File.WriteAllText(Path.Combine(folder, $"digest.{language}.txt"), TextDigest.Write(digest, words));

        Assert.That(folder, Does.Exist);
    }
}
