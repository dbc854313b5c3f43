using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Models;

/// <summary>
/// A sentiment model beside the model of meaning: the weights of n-grams that both know lie under the rows of the latter, so that one search
/// serves both. Immutable, thread-safe.
/// </summary>
internal sealed class FollowingModel
{
    private readonly int[] _weights;

    /// <param name="leader">Model whose rows are searched.</param>
    /// <param name="model">Model of at most four columns.</param>
    public FollowingModel(LinearModel leader, LinearModel model)
    {
        Model = model;
        uint[] keys = leader.Content.Keys, own = model.Content.Keys;
        ReadOnlySpan<int> packed = MemoryMarshal.Cast<sbyte, int>(model.Content.Weights);
        _weights = new int[keys.Length];
        for (int row = 0, at = 0; row < keys.Length && at < own.Length; row++)
        {
            while (at < own.Length && own[at] < keys[row])
                at++;
            if (at < own.Length && own[at] == keys[row])
                _weights[row] = packed[at];
        }
    }

    public LinearModel Model { get; }

    /// <summary>Adds the weights that lie under these rows of the leading model.</summary>
    public void AddFound(ReadOnlySpan<int> rows, Span<int> sums)
    {
        ref int weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int sum = ref MemoryMarshal.GetReference(sums);
        Vector128<int> total = Vector128.LoadUnsafe(ref sum);
        foreach (int row in rows)
            total += Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.Add(ref weights, (nint)row)).AsSByte()));
        total.StoreUnsafe(ref sum);
    }

    /// <summary>Adds the rows of n-grams that the leading model does not know.</summary>
    public void AddMissed(ReadOnlySpan<uint> hashes, Span<int> sums)
    {
        if (hashes.Length > 0)
            Model.AddRows(hashes, sums);
    }
}
