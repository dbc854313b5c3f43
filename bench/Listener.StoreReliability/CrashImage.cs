namespace Listener.StoreReliability;

/// <summary>
/// What may lie on the disk after a power cut: everything that was synced, and of the rest whatever the seed says – nothing, the older part, all of
/// it, or any mixture of 512-byte sectors in any order. A name counts as created or deleted for sure only after its folder was synced.
/// </summary>
internal sealed class CrashImage
{
    private const int Sector = 512;

    private readonly Dictionary<string, DiskFile> _files = new(StringComparer.Ordinal);
    private readonly List<(int Step, string Name, DiskFile? File)> _names = [];
    private readonly Dictionary<string, DiskFile> _durable = new(StringComparer.Ordinal);

    private enum Kind { Nothing, Older, Mixture, Everything }

    /// <summary>Builds the image of a cut after <paramref name="cut"/> steps.</summary>
    /// <returns>Files with their bytes.</returns>
    public static IReadOnlyDictionary<string, byte[]> At(IReadOnlyList<FileStep> steps, int cut, Random random)
    {
        var image = new CrashImage();
        for (var i = 0; i < cut; i++)
            image.Do(steps[i], i);
        return image.Cut(random);
    }

    private void Do(FileStep step, int at)
    {
        switch (step)
        {
            case FileStep.Created created:
                _names.Add((at, created.File, _files[created.File] = new DiskFile()));
                break;
            case FileStep.Deleted deleted:
                _files.Remove(deleted.File);
                _names.Add((at, deleted.File, null));
                break;
            case FileStep.Write write when _files.TryGetValue(write.File, out var file):
                file.Pending.Add((at, write));
                break;
            case FileStep.Length length when _files.TryGetValue(length.File, out var file):
                file.Pending.Add((at, length));
                break;
            case FileStep.Synced synced when _files.TryGetValue(synced.File, out var file):
                file.Sync(synced.Began);
                break;
            case FileStep.FolderSynced synced:
                SyncNames(synced.Began);
                break;
            default:
                break;
        }
    }

    private void SyncNames(int began)
    {
        foreach (var (_, name, file) in _names.Where(n => n.Step < began))
            Put(_durable, name, file);
        _names.RemoveAll(n => n.Step < began);
    }

    private Dictionary<string, byte[]> Cut(Random random)
    {
        var kind = (Kind)random.Next(4);
        var names = new Dictionary<string, DiskFile>(_durable, StringComparer.Ordinal);
        var kept = kind switch { Kind.Nothing => 0, Kind.Everything => _names.Count, _ => random.Next(_names.Count + 1) };
        foreach (var (_, name, file) in _names.Take(kept))
            Put(names, name, file);
        return names.ToDictionary(n => n.Key, n => n.Value.After(kind, random), StringComparer.Ordinal);
    }

    private static void Put(Dictionary<string, DiskFile> names, string name, DiskFile? file)
    {
        if (file is null)
            names.Remove(name);
        else
            names[name] = file;
    }

    private sealed class DiskFile
    {
        private readonly Content _disk = new();

        public List<(int Step, FileStep What)> Pending { get; } = [];

        public void Sync(int began)
        {
            foreach (var (_, what) in Pending.Where(p => p.Step < began))
                _disk.Apply(what);
            Pending.RemoveAll(p => p.Step < began);
        }

        public byte[] After(Kind kind, Random random)
        {
            var after = kind switch
            {
                Kind.Nothing => [],
                Kind.Everything => Pending.Select(p => p.What),
                Kind.Older => Pending.Take(random.Next(Pending.Count + 1)).Select(p => p.What),
                _ => Mixture(random),
            };
            var content = _disk.Copy();
            foreach (var what in after)
                content.Apply(what);
            return content.ToArray();
        }

        private FileStep[] Mixture(Random random)
        {
            var pieces = Pending.SelectMany(p => Sectors(p.What)).Where(_ => random.Next(2) == 0).ToArray();
            random.Shuffle(pieces);
            return pieces;
        }

        private static IEnumerable<FileStep> Sectors(FileStep what)
        {
            if (what is not FileStep.Write write)
                return [what];
            var pieces = new List<FileStep>();
            for (var from = 0; from < write.Bytes.Length;)
            {
                var length = Math.Min(write.Bytes.Length - from, Sector - (int)((write.Offset + from) % Sector));
                pieces.Add(new FileStep.Write(write.File, write.Offset + from, write.Bytes[from..(from + length)]));
                from += length;
            }
            return pieces;
        }
    }

    /// <summary>Bytes of a file that grow and shrink.</summary>
    private sealed class Content
    {
        private byte[] _bytes = [];
        private long _length;

        public Content Copy() => new() { _bytes = (byte[])_bytes.Clone(), _length = _length };

        public byte[] ToArray() => _bytes[..(int)_length];

        public void Apply(FileStep what)
        {
            if (what is FileStep.Write write)
            {
                Reach(write.Offset + write.Bytes.Length);
                write.Bytes.CopyTo(_bytes, write.Offset);
                _length = Math.Max(_length, write.Offset + write.Bytes.Length);
                return;
            }
            var length = ((FileStep.Length)what).Bytes;
            Reach(length);
            if (length < _length)
                _bytes.AsSpan((int)length, (int)(_length - length)).Clear();
            _length = length;
        }

        private void Reach(long length)
        {
            if (_bytes.Length < length)
                Array.Resize(ref _bytes, (int)Math.Max(length, 2L * _bytes.Length));
        }
    }
}
