using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [Test]
    public async Task Classification_and_routing_come_back_as_given()
    {
        var mention = await Mentions.OneAsync();
        var classification = Given.Classification(flag: "legal_threat") with { LanguageProbability = 1.0 / 3 };
        var routing = Given.Routing(Priority.Urgent, Given.Noon.AddHours(2));

        await Mentions.SaveUnderstoodAsync([new(mention.Number, classification, routing, null)], default);

        var stored = (await Mentions.FindAsync(mention.Number, default))!;
        Assert.That(stored.State, Is.EqualTo(MentionState.New));
        Assert.That(stored.Classification, Is.EqualTo(classification).UsingPropertiesComparer());
        Assert.That(stored.Routing, Is.EqualTo(routing).UsingPropertiesComparer());
    }

    [Test]
    public async Task Unprocessed_mentions_come_oldest_first_and_go_when_understood()
    {
        var saved = await Mentions.SaveAsync(Given.Mention("m1"), Given.Mention("m2"), Given.Mention("m3"));

        var first = await Mentions.TakeUnprocessedAsync(2, default);
        await Mentions.UnderstandAsync(first[0].Number);

        Assert.That(first.Select(m => m.Number), Is.EqualTo(saved.Added.Take(2)));
        Assert.That((await Mentions.TakeUnprocessedAsync(10, default)).Select(m => m.Number), Is.EqualTo(saved.Added.Skip(1)));
    }

    [Test]
    public async Task First_draft_is_stored_with_the_understanding()
    {
        var mention = await Mentions.OneAsync();

        await Mentions.UnderstandAsync(mention.Number, draft: true);

        var draft = (await Replies.DraftsAsync(mention.Number, default)).Single();
        Assert.That(draft.Id.Value, Is.Positive);
        Assert.That(draft, Is.EqualTo(Given.Draft(mention.Number) with { Id = draft.Id }).UsingPropertiesComparer());
        Assert.That((await Mentions.ListAsync(new() { HasOpenDraft = true }, default)).Items.Single().DraftState, Is.EqualTo(DraftState.Proposed));
    }

    [Test]
    public async Task Understanding_of_an_unknown_mention_is_passed_over()
    {
        var mention = await Mentions.OneAsync();

        await Mentions.SaveUnderstoodAsync(
            [
                new(new MentionNumber(4711), Given.Classification(), Given.Routing(), null),
                new(mention.Number, Given.Classification(), Given.Routing(), null),
            ], default);

        Assert.That((await Mentions.FindAsync(mention.Number, default))!.Classification, Is.Not.Null);
    }

    [Test]
    public async Task Correction_replaces_the_labels_and_is_kept_for_training()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.UnderstandAsync(mention.Number);
        var correction = new LabelCorrection(mention.Number, "intent", "complaint", "praise", "model-1", "ann", Given.Noon);

        await Mentions.CorrectAsync(correction, Given.Classification(SentimentLabel.Positive, Intent.Praise), Given.Routing(Priority.Low), default);

        var kept = new List<(LabelCorrection Correction, StoredMention Mention)>();
        await foreach (var item in Mentions.CorrectionsAsync(default))
            kept.Add(item);
        Assert.That(kept.Single().Correction, Is.EqualTo(correction));
        Assert.That(kept.Single().Mention.Classification!.Intent, Is.EqualTo(Intent.Praise));
        Assert.That((await Mentions.ListAsync(new() { Intents = [Intent.Praise], Priorities = [Priority.Low] }, default)).Total, Is.EqualTo(1));
    }
}
