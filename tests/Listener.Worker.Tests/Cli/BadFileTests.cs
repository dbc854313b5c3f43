using System.Text;
using Listener.Worker.Cli;

namespace Listener.Worker.Tests.Cli;

/// <summary>
/// Files and words that a person gives the command line and that cannot be used: one clear message says which file and line, what is wrong
/// and what is expected; the exit code tells scripts; nothing is written. With the settings, drop files, feeds, network answers and forms of
/// the other Bad... and channel fixtures these are the edges at which input comes in.
/// </summary>
[NonParallelizable]
public sealed class BadFileTests
{
    private string folder = null!;

    [SetUp]
    public void MakeFiles()
    {
        folder = Directory.CreateTempSubdirectory("listener-bad-").FullName;
        Put("no-columns.tsv", "a\tb\n1\t2\n");
        Put("short-row.tsv", "id\tlang\ttext\tlabel\tsource\n1\ten\tfine\tpositive\tx\n2\ten\tcut\n");
        Put("one-label.tsv", "id\tlang\ttext\tlabel\tsource\n1\ten\tfine\tpositive\tx\n");
        Put("header-only.tsv", "id\tlang\ttext\tlabel\tsource\n");
        Put("empty.tsv", "");
        Put("broken.jsonl", "{\"text\":\"fine\"}\n{\"text\": }\n");
        Put("list.jsonl", "{\"text\":\"fine\"}\n[1,2]\n");
        Put("deep.jsonl", "{\"text\":" + new string('[', 500) + new string(']', 500) + "}\n");
        Put("lexicon.tsv", "good\t0.8\nbad\tvery\n");
        Put("two-labels.tsv", "id\tlang\ttext\tlabel\tsource\n1\ten\tfine\tpositive\tx\n2\ten\tbad\tnegative\tx\n");
        Put("not-a-model.model", "hello");
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase("classify --file {f}/missing.tsv", ExitCode.Failed, "missing.tsv", "Check the path")]
    [TestCase("classify --file {f}/empty.tsv", ExitCode.NothingToDo, "", "")]
    [TestCase("classify --file {f}/broken.jsonl", ExitCode.Failed, "broken.jsonl line 2", "one object a line")]
    [TestCase("classify --file {f}/list.jsonl", ExitCode.Failed, "list.jsonl line 2", "one object a line")]
    [TestCase("classify --file {f}/deep.jsonl", ExitCode.Failed, "deep.jsonl line 1", "one object a line")]
    [TestCase("classify --file {f}/no-columns.tsv", ExitCode.Done, "no-columns.tsv", "needs a header with 'text'")]
    [TestCase("classify --lang klingon", ExitCode.Usage, "klingon", "for example de")]
    [TestCase("classify --lang DE", ExitCode.Usage, "DE", "for example de")]
    [TestCase("classify --models {f}/nowhere --file {f}/empty.tsv", ExitCode.Failed, "nowhere", "listener train")]
    [TestCase("train --task sentiment --data {f}/missing.tsv --out {f}/out", ExitCode.Failed, "missing.tsv", "Check the path")]
    [TestCase("train --task sentiment --data {f}/no-columns.tsv --out {f}/out", ExitCode.Failed, "no-columns.tsv", "'text' and 'label'")]
    [TestCase("train --task sentiment --data {f}/short-row.tsv --out {f}/out", ExitCode.Failed, "short-row.tsv line 3", "no tab")]
    [TestCase("train --task sentiment --data {f}/one-label.tsv --out {f}/out", ExitCode.Failed, "at least two labels", "1 label")]
    [TestCase("train --task sentiment --data {f}/header-only.tsv --out {f}/out", ExitCode.Failed, "at least two labels", "0 rows")]
    [TestCase("train --task sentiment --data {f}/empty.tsv --out {f}/out", ExitCode.Failed, "empty.tsv", "'text' and 'label'")]
    [TestCase("train --task sentiment --data {f}/two-labels.tsv --lexicon {f}/lexicon.tsv --out {f}/out", ExitCode.Failed, "lexicon.tsv line 2", "number from -1 to 1")]
    [TestCase("train --task sentiment --data {f}/two-labels.tsv --lexicon {f}/none.tsv --out {f}/out", ExitCode.Failed, "none.tsv", "Check the path")]
    [TestCase("train --task ../x --data {f}/two-labels.tsv --out {f}/out", ExitCode.Usage, "file name", "no slashes")]
    [TestCase("train --data {f}/two-labels.tsv --out {f}/out", ExitCode.Usage, "--task", "--data")]
    [TestCase("train --shipped --out {f}/out", ExitCode.Usage, "--shipped", "--data")]
    [TestCase("train --base {f}/nowhere --out {f}/out", ExitCode.Usage, "--own", "at least one file")]
    [TestCase("train --base {f}/nowhere --own {f}/two-labels.tsv --out {f}/out", ExitCode.Failed, "nowhere", "")]
    [TestCase("eval --model {f}/nowhere --data {f}/two-labels.tsv", ExitCode.Failed, "nowhere", "model")]
    [TestCase("eval --model {f} --data {f}/two-labels.tsv", ExitCode.Failed, "not-a-model.model", "")]
    [TestCase("eval --data {f}/missing.tsv", ExitCode.Failed, "missing.tsv", "Check the path")]
    [TestCase("eval --data {f}/no-columns.tsv", ExitCode.Failed, "no-columns.tsv", "'text' and 'label'")]
    [TestCase("eval --data {f}/two-labels.tsv --min-f1 high", ExitCode.Usage, "high", "--help")]
    [TestCase("models why", ExitCode.Usage, "text", "listener models why --help")]
    [TestCase("user add", ExitCode.Usage, "name", "listener user add --help")]
    [TestCase("db restore", ExitCode.Usage, "file", "listener db restore --help")]
    public async Task A_file_that_cannot_be_used_is_named_with_what_is_expected(string line, int code, string what, string next)
    {
        var words = line.Replace("{f}", folder, StringComparison.Ordinal).Split(' ');

        var (exit, error) = await RunAsync(words);

        Assert.That(exit, Is.EqualTo(code), error);
        Assert.That(error, Does.Contain(what).And.Contain(next));
        Assert.That(error, Does.Not.Contain("Exception").And.Not.Contain("   at "));
        Assert.That(Directory.Exists(Path.Combine(folder, "out")) && Directory.GetFiles(Path.Combine(folder, "out")).Length > 0, Is.False, "something was written");
    }

    private void Put(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content, new UTF8Encoding(false));

    private static async Task<(int Code, string Error)> RunAsync(string[] words)
    {
        await using var error = new StringWriter();
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            return (await ListenerCommand.RunAsync(words, error), error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
