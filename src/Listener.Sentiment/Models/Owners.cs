namespace Listener.Sentiment.Models;

/// <summary>Small numbers for the sentiment models that one thread reads with. Not thread-safe.</summary>
internal sealed class Owners
{
    private readonly List<FollowingModel> _known = [];
    private FollowingModel? _last;
    private byte _lastNumber;

    /// <summary>Number of a model, 1 to 255, always the same; 0 if there were too many.</summary>
    public byte Of(FollowingModel model)
    {
        if (ReferenceEquals(model, _last))
            return _lastNumber;
        int at = _known.IndexOf(model);
        if (at < 0 && _known.Count < byte.MaxValue)
        {
            at = _known.Count;
            _known.Add(model);
        }

        (_last, _lastNumber) = (model, (byte)(at + 1));
        return _lastNumber;
    }
}
