using FsCheck.Fluent;
using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Replies;

[TestFixture]
public sealed class ReplyTests
{
#pragma warning disable NUnit1027 // FsCheck supplies the arguments
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public FsCheck.Property A_reply_goes_where_its_mention_came_from(FsCheck.NonEmptyString thread, FsCheck.NonEmptyString parent, int audience, FsCheck.NonEmptyString text)
#pragma warning restore NUnit1027
    {
        var reach = (Audience)(Math.Abs((long)audience) % 4);
        var key = new ChannelKey("chan-" + (Math.Abs((long)audience) % 97));
        var mention = Builders.Mention(channel: key) with { Conversation = new ConversationRef(key, thread.Get, parent.Get, reach) };

        var reply = Reply.To(Builders.Stored(mention), new ReplyId(Guid.NewGuid()), ReplyText.Clean("x" + text.Get), "en", Builders.Now);

        return (reply.Conversation == mention.Conversation && reply.Answers == mention.Id && reply.Conversation.Audience == reach).ToProperty();
    }

    [Test]
    public void There_is_no_way_to_build_a_reply_for_another_place()
    {
        var makers = typeof(Reply).GetConstructors().Length;
        var settable = typeof(Reply).GetProperties().Where(p => p.SetMethod is not null).Select(p => p.Name);

        Assert.That(makers, Is.Zero);
        Assert.That(settable, Is.Empty);
    }

    [Test]
    public void The_key_and_the_hash_are_the_same_on_every_try()
    {
        var mention = Builders.Stored();
        var id = new ReplyId(Guid.NewGuid());

        var first = Reply.To(mention, id, "Hello", "en", Builders.Now);
        var again = Reply.Restore(id, mention.Number, mention.Mention.Conversation, mention.Mention.Id, "Hello", "en", null, Builders.Now);

        Assert.That((again.IdempotencyKey, again.TextHash), Is.EqualTo((first.IdempotencyKey, first.TextHash)));
    }

    [TestCase("a\u202Eb\u202Cc\u0007d\u009Be\u2066f\u2069", "abcdef")]
    [TestCase("one\r\ntwo\tthree", "one\ntwo\tthree")]
    [TestCase("\u05D0\u200F 1", "\u05D0\u200F 1")] // marks that Hebrew beside digits needs
    public void What_hides_the_words_from_the_approver_is_taken_out(string typed, string stored) => Assert.That(ReplyText.Clean(typed), Is.EqualTo(stored));
}
