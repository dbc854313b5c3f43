using System.Collections.Frozen;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Features;

/// <summary>Mood of common emoji and emoticons, written for this project.</summary>
internal static class EmojiMood
{
    private const string Glad =
        "😀😃😄😁😆😅🤣😂🙂😊😇🥰😍🤩😘😗😚😙😋😛😜🤪😎🥳😻😺💕💖💗💓💞💘💝💜💙💚💛🧡🤍🤎🖤💯👍👏🙌🤝🙏💪🎉🎊✨⭐🌟🏆🥇👌✌🤗😌☺❤♥🌹🌸💐🔥🤘🥂🍀✅🌞";

    private const string Cross =
        "😞😔😟😕🙁☹😣😖😫😩🥺😢😭😤😠😡🤬🤯😳😱😨😰😥😓🤮🤢🤒🤕😷👎💔😒🙄😑😐😬🤦🤡💩🖕😾😿🙀⚠🚫❌⛔😵😧😦🗑";

    private static readonly FrozenDictionary<uint, int> Moods = Build();

    /// <summary>1 glad, -1 cross, 0 neither or not known.</summary>
    public static int Of(uint hash) => Moods.GetValueOrDefault(hash);

    private static FrozenDictionary<uint, int> Build()
    {
        var moods = new Dictionary<uint, int>();
        Add(moods, Glad + Emoticons.Happy, 1);
        Add(moods, Cross, -1);
        moods[Hashing.Of(Emoticons.Happy)] = moods[Hashing.Of(Emoticons.Heart)] = 1;
        moods[Hashing.Of(Emoticons.Sad)] = moods[Hashing.Of(Emoticons.Wry)] = -1;
        return moods.ToFrozenDictionary();
    }

    private static void Add(Dictionary<uint, int> moods, string emoji, int mood)
    {
        var buffer = new TextBuffer();
        Normaliser.Read(emoji, buffer);
        foreach (Token token in buffer.Tokens)
            moods[token.Hash] = mood;
    }
}
