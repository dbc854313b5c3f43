using Listener.Worker.Replies;

namespace Listener.Worker.Tests.Replies;

[TestFixture]
public sealed class AmountsTests
{
    [TestCase("We refund 49,90 €.", "49.90")]
    [TestCase("We refund €1.200,50 today.", "1200.50")]
    [TestCase("That is $1,200.50.", "1200.50")]
    [TestCase("1.200 lei", "1200")]
    [TestCase("25 TL or 30 TL", "30")]
    [TestCase("100 euros", "100")]
    [TestCase("Size 100 is sold out.", null)]
    [TestCase("no number", null)]
    [TestCase("€,", null)]
    public void The_largest_amount_is_found(string text, string? amount) =>
        Assert.That(Amounts.LargestIn(text), Is.EqualTo(amount is null ? (decimal?)null : decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));
}
