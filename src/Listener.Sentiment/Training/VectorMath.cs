using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Listener.Sentiment.Training;

/// <summary>Vector arithmetic with a fixed width and order, so that the same data gives the same bytes.</summary>
internal static class VectorMath
{
    /// <summary>Sum of products, accumulated in double precision.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = Vector256<double>.Zero;
        Vector256<double> high = Vector256<double>.Zero;
        int i = 0;
        for (; i <= a.Length - 8; i += 8)
        {
            (Vector256<double> xl, Vector256<double> xh) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            (Vector256<double> yl, Vector256<double> yh) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            low += xl * yl;
            high += xh * yh;
        }

        double sum = Vector256.Sum(low + high);
        for (; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>target += scale * source.</summary>
    public static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float scale)
    {
        ref float t = ref MemoryMarshal.GetReference(target);
        ref float s = ref MemoryMarshal.GetReference(source);
        Vector256<float> factor = Vector256.Create(scale);
        int i = 0;
        for (; i <= source.Length - 8; i += 8)
            (Vector256.LoadUnsafe(ref t, (nuint)i) + (factor * Vector256.LoadUnsafe(ref s, (nuint)i))).StoreUnsafe(ref t, (nuint)i);
        for (; i < source.Length; i++)
            target[i] += scale * source[i];
    }

    /// <summary>accumulator += scale * sum of the table's rows with these ids; rows are <c>accumulator.Length</c> wide, a multiple of 4.</summary>
    public static void Gather(ReadOnlySpan<float> table, ReadOnlySpan<int> ids, float scale, Span<float> accumulator)
    {
        ref float from = ref MemoryMarshal.GetReference(table);
        int stride = accumulator.Length;
        for (int k = 0; k < stride; k += 4)
        {
            Vector128<float> sum = Vector128<float>.Zero;
            foreach (int id in ids)
                sum += Vector128.LoadUnsafe(ref from, (nuint)(((long)id * stride) + k));
            (Vector128.LoadUnsafe(ref accumulator[k]) + (sum * scale)).StoreUnsafe(ref accumulator[k]);
        }
    }

    /// <summary>Adds scale * values to each of the table's rows with these ids.</summary>
    public static void Scatter(Span<float> table, ReadOnlySpan<int> ids, float scale, ReadOnlySpan<float> values)
    {
        ref float to = ref MemoryMarshal.GetReference(table);
        int stride = values.Length;
        for (int k = 0; k < stride; k += 4)
        {
            Vector128<float> add = Vector128.Create(values.Slice(k, 4)) * scale;
            foreach (int id in ids)
            {
                nuint at = (nuint)(((long)id * stride) + k);
                (Vector128.LoadUnsafe(ref to, at) + add).StoreUnsafe(ref to, at);
            }
        }
    }
}
