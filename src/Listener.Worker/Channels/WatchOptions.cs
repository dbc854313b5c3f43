using System.ComponentModel;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels;

/// <summary>One thing to listen for. Section <c>Listener:Channels:{key}:{list}:{n}</c>.</summary>
public sealed class WatchOptions
{
    /// <summary>Name, unique within the channel, in the form of a channel name.</summary>
    [Description("Name of the watch: 1-63 small letters, digits and hyphens, unique within the channel.")]
    public string Name { get; set; } = "";

    /// <summary>Search words or address, 1-500 characters.</summary>
    [Description("What to look for: search words, or the address of a feed.")]
    public string Query { get; set; } = "";

    /// <summary>Why we listen.</summary>
    [Description("Brand, Product or Topic.")]
    public WatchPurpose Purpose { get; set; } = WatchPurpose.Brand;

    /// <summary>Faults of a list of watches.</summary>
    /// <param name="watches">The list.</param>
    /// <param name="list">Its setting's name.</param>
    /// <param name="example">An example of a query.</param>
    /// <param name="taken">Names used by other watches of the channel.</param>
    public static IEnumerable<OptionFault> Check(IList<WatchOptions> watches, string list, string example, params string[] taken)
    {
        var names = new HashSet<string>(taken);
        for (var i = 0; i < watches.Count; i++)
        {
            if (!ChannelKey.IsValid(watches[i].Name))
                yield return new OptionFault($"{list}:{i}:Name", "is no name; use 1-63 small letters, digits and hyphens, for example \"kettles\"");
            else if (!names.Add(watches[i].Name))
                yield return new OptionFault($"{list}:{i}:Name", "is used twice in this channel; choose another name");
            if (string.IsNullOrWhiteSpace(watches[i].Query) || watches[i].Query.Length > 500)
                yield return new OptionFault($"{list}:{i}:Query", $"has {watches[i].Query.Trim().Length} characters; expected 1-500, for example \"{example}\"");
        }
    }
}
