namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [TestCase("parcel", ExpectedResult = true)]
    [TestCase("PARCEL Berlin", ExpectedResult = true, Description = "all words, any case")]
    [TestCase("parcel Hamburg", ExpectedResult = false)]
    [TestCase("muller", ExpectedResult = true, Description = "without the dots")]
    [TestCase("\"parcel never\"", ExpectedResult = true)]
    [TestCase("\"never parcel\"", ExpectedResult = false, Description = "a phrase keeps its order")]
    [TestCase("\"parcel never", ExpectedResult = true, Description = "closing mark missing")]
    [TestCase("parc*", ExpectedResult = true)]
    [TestCase("arcel*", ExpectedResult = false)]
    [TestCase("parcel -late", ExpectedResult = true)]
    [TestCase("parcel -never", ExpectedResult = false)]
    [TestCase("-hamburg", ExpectedResult = true, Description = "exclusion alone")]
    [TestCase("-parcel", ExpectedResult = false)]
    [TestCase("-\"parcel never\"", ExpectedResult = false)]
    [TestCase("e-mail", ExpectedResult = true, Description = "a hyphen inside is no exclusion")]
    [TestCase("parcel OR hamburg", ExpectedResult = false, Description = "OR is a word")]
    [TestCase("NOT", ExpectedResult = false)]
    [TestCase("body:parcel", ExpectedResult = false, Description = "no column syntax: the phrase 'body parcel'")]
    [TestCase("NEAR(parcel never)", ExpectedResult = false)]
    [TestCase("(parcel)", ExpectedResult = true)]
    [TestCase("^parcel", ExpectedResult = true)]
    [TestCase("par\"\"cel", ExpectedResult = false)]
    [TestCase("alice", ExpectedResult = true, Description = "the author's name")]
    [TestCase("***", ExpectedResult = true, Description = "nothing to search for")]
    [TestCase("\"", ExpectedResult = true)]
    [TestCase("-", ExpectedResult = true)]
    [TestCase("parcel\0", ExpectedResult = true, Description = "a NUL is a gap")]
    [TestCase("\"parcel\0never\"", ExpectedResult = true)]
    [TestCase("'; DROP TABLE mention; --", ExpectedResult = false)]
    public async Task<bool> Search_takes_what_people_type(string search)
    {
        await Mentions.OneAsync(text: "The parcel never came to Frau Müller in Berlin, see my e-mail");

        var list = await Mentions.ListAsync(new() { Search = search }, default);

        Assert.That(list.Total, Is.EqualTo(list.Items.Count));
        return list.Items.Count == 1;
    }

    [TestCase("Kargo hâlâ yolda, ışık yok", "isik")]
    [TestCase("Kargo hâlâ yolda, ışık yok", "IŞIK")]
    [TestCase("İSTANBUL kargo", "istanbul")]
    [TestCase("istanbul kargo", "İstanbul")]
    [TestCase("Țară și oraș", "tara oras")]
    [TestCase("Õun ja ämber", "oun amber")]
    [TestCase("¿Dónde está?", "donde esta")]
    [TestCase("cafe\u0301", "café")]
    public async Task Search_sees_past_marks_of_letters(string text, string search)
    {
        await Mentions.OneAsync(text: text);

        Assert.That((await Mentions.ListAsync(new() { Search = search }, default)).Total, Is.EqualTo(1));
    }

    [Test]
    public async Task Search_finds_the_new_text_of_an_edit_and_not_the_old()
    {
        await Mentions.OneAsync(text: "kaputt");
        await Mentions.SaveAsync(Given.Mention("m1", "repariert", version: "v2"));

        Assert.That((await Mentions.ListAsync(new() { Search = "kaputt" }, default)).Total, Is.Zero);
        Assert.That((await Mentions.ListAsync(new() { Search = "repariert" }, default)).Total, Is.EqualTo(1));
    }
}
