using System.Globalization;
using System.Text;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>
/// Reads the stories of the made-up world from the files in Content. A line is a story (moment, network, author, intent, text, parted by
/// tabs) or what follows in the story above it: <c>a</c> our answer, <c>+</c> the customer again, <c>e</c> an edit, <c>x</c> a deletion.
/// Networks: <c>c</c> chirp, <c>cf</c> for followers only, <c>ck</c> locked, <c>cb</c> broken, <c>s1</c>-<c>s5</c> stars, <c>l</c> letterbox.
/// Authors: name, followers, handle, parted by semicolons; the last two may be left out. Lines with # are comments.
/// </summary>
internal static class DemoContent
{
    private const string Folder = "Listener.Worker.Channels.Demo.Content.";

    /// <summary>All shipped stories, by file and line.</summary>
    /// <exception cref="FormatException">A line is broken; the message names file and line.</exception>
    public static IReadOnlyList<DemoStory> Load()
    {
        var assembly = typeof(DemoContent).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. files.SelectMany(file => Parse(file[Folder.Length..^".tsv".Length], Lines(assembly.GetManifestResourceStream(file)!)))];
    }

    /// <summary>Reads one file.</summary>
    /// <param name="language">Name of the file.</param>
    /// <param name="lines">Its lines.</param>
    /// <exception cref="FormatException">A line is broken.</exception>
    public static IReadOnlyList<DemoStory> Parse(string language, IEnumerable<string> lines)
    {
        var stories = new List<DemoStory>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t');
            if (TurnOf(cells) is { } turn && stories.Count > 0)
                stories[^1] = stories[^1] with { Turns = [.. stories[^1].Turns, turn] };
            else
                stories.Add(StoryOf(cells, language, number));
        }
        return stories;
    }

    private static DemoTurn? TurnOf(string[] cells) => cells switch
    {
        ["a", { Length: > 0 } text] => new DemoTurn(DemoTurnKind.OurAnswer, text),
        ["+", { Length: > 0 } text] => new DemoTurn(DemoTurnKind.CustomerAgain, text),
        ["e", { Length: > 0 } text] => new DemoTurn(DemoTurnKind.Edit, text),
        ["x"] => new DemoTurn(DemoTurnKind.Deletion, ""),
        _ => null,
    };

    private static DemoStory StoryOf(string[] cells, string language, int line)
    {
        if (cells is not [var when, var network, var author, var intent, var text] || FlavourOf(network) is not { } flavour
            || MomentOf(when) is not { } moment || !Enum.TryParse<Intent>(intent.Replace("_", "", StringComparison.Ordinal), true, out var wish) || author.Length == 0)
            throw new FormatException($"Content/{language}.tsv line {line} is no story; expected moment, network, author, intent and text, parted by tabs.");
        int? stars = flavour == DemoFlavour.Stars ? int.Parse(network[1..], CultureInfo.InvariantCulture) : null;
        var audience = flavour == DemoFlavour.Letterbox ? Audience.Direct : network == "cf" ? Audience.Followers : Audience.Public;
        return new DemoStory($"{language}-{line}", language, moment, flavour, audience, network == "ck", network == "cb", stars, AuthorOf(author), wish, text, []);
    }

    private static DemoFlavour? FlavourOf(string code) => code switch
    {
        "c" or "cf" or "ck" or "cb" => DemoFlavour.Chirp,
        "s1" or "s2" or "s3" or "s4" or "s5" => DemoFlavour.Stars,
        "l" => DemoFlavour.Letterbox,
        _ => null,
    };

    private static DemoMoment? MomentOf(string code) => code switch
    {
        "*" => DemoMoment.Past,
        "o" => DemoMoment.Outage,
        "c" => DemoMoment.Crisis,
        "d" => DemoMoment.Today,
        "l" => DemoMoment.Live,
        _ => null,
    };

    private static Author AuthorOf(string cell)
    {
        var parts = cell.Split(';');
        var handle = parts.Length > 2 ? parts[2] : HandleOf(parts[0]);
        var followers = parts.Length > 1 && parts[1].Length > 0 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 20 + (DemoSchedule.HashOf(handle) % 900);
        return new Author(handle, handle, parts[0], followers);
    }

    // Small ASCII letters and digits of the name; letters with marks lose them.
    private static string HandleOf(string name)
    {
        var plain = name.Replace('ı', 'i').Replace("ß", "ss", StringComparison.Ordinal).Replace('ł', 'l').Normalize(NormalizationForm.FormD).ToLowerInvariant();
        return string.Concat(plain.Where(char.IsAsciiLetterOrDigit));
    }

    private static IEnumerable<string> Lines(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
