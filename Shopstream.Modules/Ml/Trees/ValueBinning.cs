using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>Finds the bins of values among ascending borders.</summary>
internal static class ValueBinning
{
    /// <summary>For each value the number of borders at most as great, or <see cref="BinnedMatrix.Missing"/>.</summary>
    public static byte[] Bins(ReadOnlySpan<float> values, float[] borders)
    {
        var bins = GC.AllocateUninitializedArray<byte>(values.Length);
        // Padded to a power of two less one, so that every search takes the same steps and needs no branch.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)borders.Length + 1);
        var padded = new float[size];
        padded.AsSpan().Fill(float.PositiveInfinity);
        borders.CopyTo(padded, 0);
        ref var first = ref MemoryMarshal.GetArrayDataReference(padded);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var at = 0;
            for (var half = size / 2; half > 0; half /= 2) at += Unsafe.Add(ref first, at + half - 1) <= value ? half : 0;
            bins[i] = (byte)(float.IsNaN(value) ? BinnedMatrix.Missing : Math.Min(at, borders.Length));
        }

        return bins;
    }
}
