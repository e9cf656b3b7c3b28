using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Shopstream.Modules.Ml.Privacy;

/// <summary>Random bits that noise is made of. Only <see cref="Cryptographic"/> protects anybody. Not thread-safe.</summary>
internal abstract class NoiseSource
{
    /// <summary>A new source on the operating system's cryptographic generator.</summary>
    public static NoiseSource Cryptographic() => new CryptographicSource();

    /// <summary>64 random bits.</summary>
    public abstract ulong NextBits();

    /// <summary>Uniform in [0, <paramref name="count"/>), exactly (by rejection); count above 0.</summary>
    public ulong Below(ulong count)
    {
        var excess = unchecked(0 - count) % count;
        while (true)
        {
            var bits = NextBits();
            var high = Math.BigMul(bits, count, out var low);
            if (low >= excess) return high;
        }
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Fills with standard normals. Each is half the sum of four from the Box–Muller transform: with one alone the few values
    /// that floating-point numbers leave out would tell the noise from the result (Holohan and Braghin, "Secure random
    /// sampling in differential privacy", ESORICS 2021, section 4); guessing four at once is hopeless.
    /// </summary>
    public void FillNormal(Span<double> target)
    {
        for (var i = 0; i < target.Length; i += 2)
        {
            double first = 0, second = 0;
            for (var k = 0; k < 4; k++)
            {
                var radius = Math.Sqrt(-2 * Math.Log(((NextBits() >> 11) + 1) * (1.0 / (1UL << 53))));
                var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
                (first, second) = (first + (radius * cosine), second + (radius * sine));
            }

            target[i] = first / 2;
            if (i + 1 < target.Length) target[i + 1] = second / 2;
        }
    }

    private sealed class CryptographicSource : NoiseSource
    {
        private readonly byte[] _bytes = new byte[4096];
        private int _used = 4096;

        public override ulong NextBits()
        {
            if (_used == _bytes.Length)
            {
                RandomNumberGenerator.Fill(_bytes);
                _used = 0;
            }

            var place = _bytes.AsSpan(_used, sizeof(ulong));
            _used += sizeof(ulong);
            var bits = BinaryPrimitives.ReadUInt64LittleEndian(place);
            place.Clear();
            return bits;
        }
    }
}
