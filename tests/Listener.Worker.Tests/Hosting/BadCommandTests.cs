using Listener.Worker.Cli;

namespace Listener.Worker.Tests.Hosting;

/// <summary>Wrong words on the command line end with code 2 and say what to do; nothing is run.</summary>
public sealed class BadCommandTests
{
    [TestCase("lisen")]
    [TestCase("run --port 80")]
    [TestCase("db")]
    [TestCase("db backup")]
    [TestCase("db restore")]
    [TestCase("db shrink")]
    [TestCase("export")]
    [TestCase("export everything")]
    [TestCase("export mentions --format xml")]
    [TestCase("doctor --channel")]
    [TestCase("eval")]
    [TestCase("models")]
    [TestCase("reply")]
    [TestCase("reply show")]
    [TestCase("sending")]
    [TestCase("sending halt")]
    [TestCase("classify --lang")]
    public async Task Wrong_usage_is_code_2_with_a_way_out(string line)
    {
        using var error = new StringWriter();

        var code = await ListenerCommand.RunAsync(line.Split(' '), error);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error.ToString());
        Assert.That(error.ToString(), Does.Contain("--help"));
    }

    [Test]
    public void Every_verb_is_made_alone_when_it_is_asked_for_by_its_name()
    {
        foreach (var verb in ListenerCommand.Create().Subcommands.Select(c => c.Name))
            Assert.That(ListenerCommand.Create(verb).Subcommands.Select(c => c.Name), Is.EqualTo(new[] { verb }));
    }
}
