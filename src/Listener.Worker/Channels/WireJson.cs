using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Listener.Worker.Channels;

/// <summary>Reads JSON answers; what cannot be read becomes a fault here.</summary>
public static class WireJson
{
    /// <summary>The whole answer.</summary>
    /// <param name="answer">Answer of the network.</param>
    /// <param name="type">Its form.</param>
    /// <param name="where">Name of the call, for faults.</param>
    /// <exception cref="ChannelException">The answer has another form.</exception>
    public static T Parse<T>(ChannelAnswer answer, JsonTypeInfo<T> type, string where)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(JsonItems.Mend(answer.Body).Span, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer cannot be read"), e);
        }
    }

    /// <summary>One item or an answer that may be anything; null if it has another form.</summary>
    public static T? TryParse<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(JsonItems.Mend(json).Span, type);
        }
        catch (JsonException)
        {
            // The caller knows what an unreadable item means for it.
            return null;
        }
    }

    /// <summary>Text kept beside a mention; null if there is none or it is damaged.</summary>
    public static T? TryParse<T>(string? json, JsonTypeInfo<T> type)
        where T : class => json is null ? null : TryParse<T>(Encoding.UTF8.GetBytes(json), type);

    /// <summary>Items of the list named <paramref name="list"/> in an answer that is an object.</summary>
    /// <exception cref="ChannelException">The answer has no such list.</exception>
    public static JsonItems Items(ChannelAnswer answer, string list, string where) => Items(answer.Body, list, where);

    /// <summary>Items of an answer that is itself a list.</summary>
    /// <exception cref="ChannelException">The answer is no list.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> RootItems(ChannelAnswer answer, string where)
    {
        byte[] wrapped = [.. "{\"items\":"u8, .. answer.Body.Span, (byte)'}'];
        return Items(wrapped, "items", where).Items;
    }

    private static JsonItems Items(ReadOnlyMemory<byte> body, string list, string where)
    {
        try
        {
            return JsonItems.Read(body, list);
        }
        catch (JsonException e)
        {
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer is not the list it should be"), e);
        }
    }
}
