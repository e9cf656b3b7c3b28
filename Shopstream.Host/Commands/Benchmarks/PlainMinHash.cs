namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>MinHash as it is written down: each function over each item, one number at a time, on all cores.</summary>
internal static class PlainMinHash
{
    public static uint[] SignAll(ulong[][] sets, int hashes)
    {
        var signatures = new uint[sets.Length * hashes];
        Parallel.For(0, sets.Length, i =>
        {
            var signature = signatures.AsSpan(i * hashes, hashes);
            signature.Fill(uint.MaxValue);
            foreach (var item in sets[i])
            {
                var folded = (uint)(item >> 32) ^ (uint)item;
                for (var h = 0; h < signature.Length; h++)
                {
                    var mixed = (folded ^ (uint)(h * 0x9E37_79B9)) * 0x85EB_CA6B;
                    mixed = (mixed ^ (mixed >> 15)) * 0xC2B2_AE35;
                    if (mixed < signature[h]) signature[h] = mixed;
                }
            }
        });
        return signatures;
    }
}
