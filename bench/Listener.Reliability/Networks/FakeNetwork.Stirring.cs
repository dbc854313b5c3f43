namespace Listener.Reliability.Networks;

/// <summary>What customers and colleagues do while replies are on their way.</summary>
public enum Stir
{
    /// <summary>The customer changes the text; where that is not possible, deletes it.</summary>
    Edit,

    /// <summary>The customer deletes the post.</summary>
    Delete,

    /// <summary>A colleague answers on the network's own page.</summary>
    Answer,

    /// <summary>From now on the network refuses replies to the post for good.</summary>
    CloseReplies,
}

public abstract partial class FakeNetwork
{
    // A reader saw a colleague's answer this long ago at the latest; who overwrites it then has not looked.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly Stir[] Kinds = Enum.GetValues<Stir>();

    private readonly Dictionary<string, Stir> stirred = [];
    private readonly List<string> overwritten = [];

    /// <summary>What happened to which post, by its id.</summary>
    public IReadOnlyDictionary<string, Stir> Stirred
    {
        get
        {
            lock (Gate)
                return new Dictionary<string, Stir>(stirred);
        }
    }

    /// <summary>Answers of colleagues that were overwritten although every reader had long seen them.</summary>
    public IReadOnlyList<string> Overwritten
    {
        get
        {
            lock (Gate)
                return [.. overwritten];
        }
    }

    /// <summary>Lets something happen to one of the newest posts that was left alone so far.</summary>
    public void StirUp(Random random)
    {
        lock (Gate)
        {
            var untouched = NewestCustomers.Take(6).Where(p => !stirred.ContainsKey(p.Id)).ToList();
            if (untouched.Count > 0)
                Do(Kinds[random.Next(Kinds.Length)], untouched[random.Next(untouched.Count)]);
        }
    }

    /// <summary>True if customers can change their texts here.</summary>
    protected virtual bool CanEdit => false;

    /// <summary>True if a changed post comes to the head of the list.</summary>
    protected virtual bool EditMovesUp => false;

    /// <summary>Id of the one answer that a post can have; null if there can be many.</summary>
    protected virtual string? IdOfAnswer(string post) => null;

    /// <summary>Id of the post that a call answers.</summary>
    protected abstract string AnsweredBy(Call call);

    /// <summary>The refusal of a reply, in the network's own form.</summary>
    protected abstract Answer Refusal { get; }

    /// <summary>Stores the one answer of a post, or takes the place of the one there is.</summary>
    protected OwnPost Upsert(string answers, string text)
    {
        var id = IdOfAnswer(answers)!;
        if (OwnById(id) is not { } post)
            return Store(answers, text, id);
        if (post.ByColleague && DateTimeOffset.UtcNow - post.SeenByAll > LongestLook)
            overwritten.Add(id);
        var after = post with { Text = text, ByColleague = false };
        Replace(post, after);
        return after;
    }

    private void Do(Stir kind, CustomerPost post)
    {
        if (kind == Stir.Edit && !CanEdit)
            kind = Stir.Delete;
        if (kind == Stir.Answer && own.Exists(p => p.Answers == post.Id))
            return;
        stirred[post.Id] = kind;
        switch (kind)
        {
            case Stir.Edit:
                Edit(post);
                break;
            case Stir.Delete:
                customers.Remove(post);
                break;
            case Stir.Answer:
                var answer = Store(post.Id, "We wrote to you about this by mail already.", IdOfAnswer(post.Id));
                Replace(answer, answer with { ByColleague = true });
                break;
            default:
                break;
        }
    }

    private void Edit(CustomerPost post)
    {
        var edited = post with { Text = $"{post.Text} (edited)", EditedAt = DateTimeOffset.UtcNow };
        var place = customers.IndexOf(post);
        if (!EditMovesUp)
        {
            customers[place] = edited;
            return;
        }
        customers.RemoveAt(place);
        customers.Add(edited with { Number = ++last });
    }

    private Answer? RefusedAnswer(Call call) =>
        IsPost(call) && stirred.TryGetValue(AnsweredBy(call), out var kind) && kind == Stir.CloseReplies ? Refusal : null;
}
