using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Text;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>The console in six languages: every text has its translation, and pages in them fit a small screen.</summary>
public sealed partial class LanguageTests
{
    private static readonly string[] Translated = ["de", "es", "et", "ro", "tr"];

    [TestCaseSource(nameof(Translated))]
    public void Every_text_of_a_page_is_translated(string language)
    {
        var known = Keys(language);

        var missing = Sources().SelectMany(s => Text().Matches(s)).Select(m => m.Groups[1].Value).Distinct().Where(k => !known.Contains(k));

        Assert.That(missing, Is.Empty);
    }

    [TestCase("de-DE", "de", "Zu beantworten")]
    [TestCase("tr-TR", "tr", "Yanıtlanacak")]
    [TestCase("et-EE", "et", "Vastata")]
    [TestCase("fr-FR", "en", "To answer")]
    public async Task A_page_speaks_the_browsers_language_and_fits_320_pixels(string locale, string lang, string heading)
    {
        await using var host = await ConsoleHost.StartAsync();
        var numbers = await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host, width: 320, height: 700, locale: locale);

        await Expect(ana.Page.Locator("html")).ToHaveAttributeAsync("lang", lang);
        await Expect(ana.Page.Locator("h1")).ToContainTextAsync(heading);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");

        Assert.That(await ana.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        Assert.That(await ana.AxeAsync(), Is.Empty);
    }

    private static HashSet<string> Keys(string language)
    {
        var resources = new ResourceManager(ConsoleText.BaseName, typeof(ConsoleText).Assembly).GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false)!;
        return [.. resources.Cast<DictionaryEntry>().Select(e => (string)e.Key)];
    }

    private static IEnumerable<string> Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        var web = Path.Combine(folder!.FullName, "src", "Listener.Worker", "Web");
        return Directory.EnumerateFiles(web, "*.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal)).Select(File.ReadAllText);
    }

    [GeneratedRegex("(?<![A-Za-z])(?:T|text)\\[\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Text();
}
