using System.Text.Json;
using Listener.Worker.Channels;
using Listener.Worker.Tests.Support.Web;

namespace Listener.Worker.Tests.Web;

/// <summary>The page's counter is held to the server's by one file of cases.</summary>
public sealed class CounterTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Web", "Recorded", "counter-cases.json"))).RootElement;

    public static IEnumerable<TestCaseData> All =>
        from one in Cases.EnumerateArray()
        from count in one.GetProperty("counts").EnumerateObject()
        select new TestCaseData(one.GetProperty("text").GetString()!, Enum.Parse<CountingRule>(count.Name), count.Value.GetInt32());

    [TestCaseSource(nameof(All))]
    public void The_server_counts_as_the_fixture_says(string text, CountingRule rule, int expected) =>
        Assert.That(TextCounter.Count(text, rule), Is.EqualTo(expected));

    [Test]
    public async Task The_page_counts_as_the_fixture_says()
    {
        await using var host = await ConsoleHost.StartAsync();
        await using var visitor = await Visitor.OpenAsync(host);
        await visitor.Page.GotoAsync("/login");

        var wrong = await visitor.Page.EvaluateAsync<string[]>(
            """
            async cases => {
              const { count } = await import('/js/counter.js');
              return JSON.parse(cases).flatMap(c => Object.entries(c.counts)
                .filter(([rule, expected]) => count(c.text, rule) !== expected)
                .map(([rule, expected]) => `${c.text} ${rule}: ${count(c.text, rule)} instead of ${expected}`));
            }
            """,
            Cases.GetRawText());

        Assert.That(wrong, Is.Empty);
    }
}
