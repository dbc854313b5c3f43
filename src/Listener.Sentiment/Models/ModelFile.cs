using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Sentiment.Models;

/// <summary>Reads and writes model files.</summary>
/// <remarks>
/// Layout: magic <c>LSTNMODL</c>, format version (2 bytes), feature version (2 bytes), length of the content (4 bytes), SHA-256 of the
/// content (32 bytes), then the content, packed. All numbers little-endian. The hash is checked before anything is interpreted.
/// </remarks>
internal static class ModelFile
{
    public const ushort FormatVersion = 1;
    public const string Extension = ".model";
    private const int HeaderLength = 48;
    private const int LongestContent = 256 << 20;
    private static readonly byte[] Magic = "LSTNMODL"u8.ToArray();

    /// <summary>Packs a model; the same model gives the same bytes.</summary>
    public static byte[] Write(ModelContent model)
    {
        byte[] content = ModelCodec.Encode(model);
        using var packed = new MemoryStream();
        using (var writer = new BinaryWriter(packed, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(FormatVersion);
            writer.Write((ushort)Features.FeatureExtractor.Version);
            writer.Write(content.Length);
            writer.Write(SHA256.HashData(content));
        }

        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(content);
        return packed.ToArray();
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelFileException">Damaged, foreign, or of a version that this program does not read.</exception>
    public static ModelContent Load(string path) => Read(ReadPacked(path), Path.GetFileName(path));

    /// <summary>Reads the bytes of a model file, not yet checked.</summary>
    /// <exception cref="ModelFileException">The file cannot be read.</exception>
    public static byte[] ReadPacked(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{Path.GetFileName(path)}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a model from bytes; <paramref name="name"/> is used in messages.</summary>
    /// <exception cref="ModelFileException">Damaged, foreign, or of a version that this program does not read.</exception>
    public static ModelContent Read(byte[] file, string name)
    {
        if (file.Length < HeaderLength || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new ModelFileException($"{name}: not a Listener model file.");
        ushort format = BitConverter.ToUInt16(file, 8), features = BitConverter.ToUInt16(file, 10);
        if (format != FormatVersion || features != Features.FeatureExtractor.Version)
        {
            throw new ModelFileException(
                $"{name}: written for format {format}, features {features}; this program reads format {FormatVersion}, "
                + $"features {Features.FeatureExtractor.Version}. Train it anew with 'listener train'.");
        }

        byte[] content = Unpack(file, name);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(file.AsSpan(16, 32)))
            throw new ModelFileException($"{name}: damaged (checksum differs). Copy it anew or roll back to an earlier one.");
        try
        {
            return ModelCodec.Decode(content);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new ModelFileException($"{name}: damaged ({e.Message}).", e);
        }
    }

    private static byte[] Unpack(byte[] file, string name)
    {
        int length = BitConverter.ToInt32(file, 12);
        if (length is < 0 or > LongestContent)
            throw new ModelFileException($"{name}: damaged (impossible length {length}).");
        try
        {
            var content = new byte[length];
            using var brotli = new BrotliStream(new MemoryStream(file, HeaderLength, file.Length - HeaderLength), CompressionMode.Decompress);
            brotli.ReadExactly(content);
            if (brotli.ReadByte() != -1)
                throw new ModelFileException($"{name}: damaged (longer than stated).");
            return content;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or EndOfStreamException)
        {
            throw new ModelFileException($"{name}: damaged or cut short ({e.Message}).", e);
        }
    }
}
