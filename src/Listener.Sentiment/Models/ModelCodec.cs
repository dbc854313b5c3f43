using System.Runtime.InteropServices;
using System.Text;
using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>The content of a model file, field by field, every length checked against what is there.</summary>
internal static class ModelCodec
{
    private const int MostLabels = 1024;
    private const int NearRows = 256;

    public static byte[] Encode(ModelContent model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(model.Name);
        writer.Write(model.Version);
        writer.Write((byte)model.View);
        writer.Write(model.Heads.Length);
        foreach (ModelHead head in model.Heads)
            WriteHead(writer, head);
        WriteArray<float>(writer, model.Scales);
        WriteArray<float>(writer, model.Bias);
        WriteArray<float>(writer, model.Dense);
        WriteDeltas(writer, model.Keys);
        WriteColumns(writer, model.Weights, model.Stride);
        WriteDeltas(writer, [.. model.Lexicon.Select(e => e.Hash)]);
        WriteArray<sbyte>(writer, [.. model.Lexicon.Select(e => e.Score)]);
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">A field contradicts another.</exception>
    public static ModelContent Decode(byte[] content)
    {
        using var stream = new MemoryStream(content, 0, content.Length, writable: false, publiclyVisible: true);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        string name = reader.ReadString(), version = reader.ReadString();
        var view = (FeatureView)reader.ReadByte();
        ModelHead[] heads = ReadHeads(reader);
        int stride = ModelContent.StrideFor(heads.Sum(h => h.Labels.Length));
        float[] scales = ReadArray<float>(reader), bias = ReadArray<float>(reader), dense = ReadArray<float>(reader);
        uint[] keys = ReadDeltas(reader);
        sbyte[] weights = ReadColumns(reader, stride, keys.Length);
        uint[] terms = ReadDeltas(reader);
        sbyte[] scores = ReadArray<sbyte>(reader);
        Check(Enum.IsDefined(view), "unknown kind of features");
        Check(scales.Length == stride && bias.Length == stride, "wrong number of labels");
        Check(dense.Length == view.DenseCount() * stride, "wrong number of dense features");
        Check(terms.Length == scores.Length && stream.Position == stream.Length, "lengths do not agree");
        return new ModelContent
        {
            Name = name, Version = version, View = view, Heads = heads, Keys = keys, Weights = weights, Scales = scales, Dense = dense,
            Bias = bias, Lexicon = [.. terms.Zip(scores)],
        };
    }

    private static void WriteHead(BinaryWriter writer, ModelHead head)
    {
        writer.Write(head.Task);
        writer.Write(head.MultiLabel);
        writer.Write(head.Temperature);
        writer.Write(head.Labels.Length);
        foreach (string label in head.Labels)
            writer.Write(label);
        WriteArray<float>(writer, head.Thresholds);
    }

    private static ModelHead[] ReadHeads(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        Check(count is > 0 and <= MostLabels, "impossible number of heads");
        var heads = new ModelHead[count];
        int column = 0;
        for (int i = 0; i < count; i++)
        {
            heads[i] = ReadHead(reader) with { FirstColumn = column };
            column += heads[i].Labels.Length;
        }

        return heads;
    }

    private static ModelHead ReadHead(BinaryReader reader)
    {
        string task = reader.ReadString();
        bool multi = reader.ReadBoolean();
        float temperature = reader.ReadSingle();
        int labels = reader.ReadInt32();
        Check(labels is > 0 and <= MostLabels && float.IsFinite(temperature) && temperature > 0, "impossible head");
        var names = new string[labels];
        for (int i = 0; i < labels; i++)
            names[i] = reader.ReadString();
        float[] thresholds = ReadArray<float>(reader);
        Check(thresholds.Length == (multi ? labels : 1), "wrong number of thresholds");
        return new ModelHead(task, names, multi, temperature, thresholds);
    }

    private static void WriteArray<T>(BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static T[] ReadArray<T>(BinaryReader reader)
        where T : unmanaged
    {
        int count = ReadCount(reader, System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static int ReadCount(BinaryReader reader, int size)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        Check(count >= 0 && (long)count * size <= left, "a list is longer than the file");
        return count;
    }

    // Ascending hashes are stored as differences: they pack better.
    private static void WriteDeltas(BinaryWriter writer, uint[] ascending)
    {
        writer.Write(ascending.Length);
        uint before = 0;
        foreach (uint value in ascending)
        {
            writer.Write7BitEncodedInt64(value - before);
            before = value;
        }
    }

    private static uint[] ReadDeltas(BinaryReader reader)
    {
        var values = new uint[ReadCount(reader, 1)];
        ReadOnlySpan<byte> bytes = Left(reader);
        long before = 0;
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            long delta = ReadNumber(bytes, ref at);
            before += delta;
            Check(delta > 0 && before <= uint.MaxValue, "hashes are not ascending");
            values[i] = (uint)before;
        }

        reader.BaseStream.Position += at;
        return values;
    }

    /// <summary>A number of at most 32 bits, seven bits a byte, the lowest first.</summary>
    private static long ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        const int longest = 5;
        long value = 0;
        for (int i = 0; i < longest && at < bytes.Length; i++)
        {
            byte one = bytes[at++];
            value |= (long)(one & 0x7F) << (7 * i);
            if (one < 0x80)
                return value;
        }

        throw new InvalidDataException("a number does not end");
    }

    /// <summary>What is not read yet; the stream is one over an array.</summary>
    private static ReadOnlySpan<byte> Left(BinaryReader reader)
    {
        var stream = (MemoryStream)reader.BaseStream;
        return stream.GetBuffer().AsSpan((int)stream.Position, (int)(stream.Length - stream.Position));
    }

    // Column after column packs better than row after row: most columns are mostly zero.
    private static void WriteColumns(BinaryWriter writer, sbyte[] rows, int stride)
    {
        int count = rows.Length / stride;
        var columns = new byte[rows.Length];
        for (int row = 0; row < count; row++)
        {
            for (int k = 0; k < stride; k++)
                columns[(k * count) + row] = (byte)rows[(row * stride) + k];
        }

        writer.Write(columns);
    }

    private static sbyte[] ReadColumns(BinaryReader reader, int stride, int count)
    {
        long size = (long)stride * count;
        Check(size <= reader.BaseStream.Length - reader.BaseStream.Position, "weights are missing");
        ReadOnlySpan<byte> columns = Left(reader)[..(int)size];
        var rows = new sbyte[size];
        for (int from = 0; from < count; from += NearRows)
            TurnBlock(columns, rows, stride, count, from);
        reader.BaseStream.Position += size;
        return rows;
    }

    // Few rows at a time, so that both sides stay in the nearest cache.
    private static void TurnBlock(ReadOnlySpan<byte> columns, sbyte[] rows, int stride, int count, int from)
    {
        int to = Math.Min(count, from + NearRows);
        for (int k = 0; k < stride; k++)
        {
            ReadOnlySpan<byte> column = columns.Slice(k * count, count);
            for (int row = from; row < to; row++)
                rows[(row * stride) + k] = (sbyte)column[row];
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
            throw new InvalidDataException(message);
    }
}
