using System.Numerics;
using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>
/// Counts distinct items with a standard error of 1.04 / sqrt(2^precision): 0.8 % at the default precision of 14. Starts as
/// a small table of the registers in use (an empty instance takes 40 bytes, one with a few items below 100) and turns
/// into an array of 2^precision bytes when that is no larger; the estimate is the same in either form. Adding an item
/// again changes nothing; merging gives exactly the sketch of the union. Not safe for concurrent writers.
/// Source: P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, HyperLogLog, 2007, with 64-bit hashes; the estimator, free of
/// bias over the whole range without tables, is <see cref="HyperLogLogEstimate"/>.
/// </summary>
public sealed class HyperLogLog
{
    /// <summary>Registers 2^14, standard error 0.8 %.</summary>
    public const int DefaultPrecision = 14;

    private const int RankBits = 8;
    private const int FirstSlots = 4;

    // Exactly one of the two is in use; both are null while nothing was added. A sparse entry is index << 8 | rank, 0 is free.
    private uint[]? _sparse;
    private byte[]? _dense;
    private int _used;
    private readonly byte _precision;

    /// <summary>An empty sketch.</summary>
    /// <param name="precision">Binary logarithm of the number of registers, 4 to 18.</param>
    /// <exception cref="ArgumentOutOfRangeException">The precision is out of range.</exception>
    public HyperLogLog(int precision = DefaultPrecision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 18);
        _precision = (byte)precision;
    }

    /// <summary>Binary logarithm of the number of registers.</summary>
    public int Precision => _precision;

    /// <summary>Largest value of a register: the hash bits that do not choose it, plus one.</summary>
    internal int MaxRank => 64 - _precision + 1;

    /// <summary>Whether the registers are kept as an array.</summary>
    internal bool IsDense => _dense is not null;

    /// <summary>Registers in use while sparse.</summary>
    internal int Used => _used;

    /// <summary>Adds a text.</summary>
    /// <returns>Whether the sketch changed.</returns>
    public bool Add(ReadOnlySpan<char> item) => Add(ItemHash.Of(item).Low);

    /// <summary>Adds a text.</summary>
    /// <returns>Whether the sketch changed.</returns>
    public bool Add(string item) => Add(ItemHash.Of(item).Low);

    /// <summary>Adds an item by a hash of it, whose 64 bits must be well mixed: <see cref="ItemHash.Low"/>, not the item itself.</summary>
    /// <returns>Whether the sketch changed.</returns>
    public bool Add(ulong hash)
    {
        var index = (int)(hash >> (64 - _precision));
        // The added bit ends the count of leading zeros where all remaining bits of the hash are zero.
        var rank = BitOperations.LeadingZeroCount((hash << _precision) | (1UL << (_precision - 1))) + 1;
        return Raise(index, rank);
    }

    /// <summary>Adds everything that another sketch counted.</summary>
    /// <exception cref="ArgumentException">The other sketch has another precision; see <see cref="WithPrecision"/>.</exception>
    public void Merge(HyperLogLog other)
    {
        if (other._precision != _precision)
            throw new ArgumentException($"Expected a sketch of precision {_precision}, found {other._precision}.", nameof(other));
        if (other._dense is { } registers)
        {
            var own = _dense ?? Densify();
            var mine = MemoryMarshal.Cast<byte, Vector<byte>>(own.AsSpan());
            var theirs = MemoryMarshal.Cast<byte, Vector<byte>>(registers.AsSpan());
            for (var i = 0; i < mine.Length; i++) mine[i] = Vector.Max(mine[i], theirs[i]);
            for (var i = mine.Length * Vector<byte>.Count; i < own.Length; i++) own[i] = Math.Max(own[i], registers[i]);
        }
        else if (other._sparse is { } entries)
        {
            foreach (var entry in entries)
            {
                if (entry != 0) Raise((int)(entry >> RankBits), (byte)entry);
            }
        }
    }

    /// <summary>Estimated number of distinct items, 0 when empty.</summary>
    public double Estimate()
    {
        Span<int> histogram = stackalloc int[MaxRank + 1];
        histogram.Clear();
        if (_dense is { } registers)
        {
            foreach (var rank in registers) histogram[rank]++;
        }
        else
        {
            histogram[0] = (1 << _precision) - _used;
            foreach (var entry in _sparse ?? [])
            {
                if (entry != 0) histogram[(byte)entry]++;
            }
        }

        return HyperLogLogEstimate.Of(histogram);
    }

    /// <summary>The sketch that the same items would have given with a lower precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The precision is out of range or higher than this one's.</exception>
    public HyperLogLog WithPrecision(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, (int)_precision);
        var result = new HyperLogLog(precision);
        var dropped = _precision - precision;
        foreach (var (index, rank) in Registers())
        {
            var low = (uint)(index & ((1 << dropped) - 1));
            result.Raise(index >> dropped, low == 0 ? dropped + rank : dropped - BitOperations.Log2(low));
        }

        return result;
    }

    /// <summary>Compact bytes: two or three a register in use while sparse, six bits a register when dense.</summary>
    public byte[] ToBytes() => HyperLogLogFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no sketch.</exception>
    public static HyperLogLog FromBytes(ReadOnlySpan<byte> bytes) => HyperLogLogFormat.Read(bytes);

    /// <summary>Registers in use, ordered by index when dense.</summary>
    internal IEnumerable<(int Index, int Rank)> Registers()
    {
        if (_dense is { } registers)
        {
            for (var i = 0; i < registers.Length; i++)
            {
                if (registers[i] != 0) yield return (i, registers[i]);
            }
        }

        foreach (var entry in _sparse ?? [])
        {
            if (entry != 0) yield return ((int)(entry >> RankBits), (byte)entry);
        }
    }

    /// <summary>The register array, after turning to it where still sparse.</summary>
    internal byte[] Densify()
    {
        if (_dense is { } already) return already;
        var registers = new byte[1 << _precision];
        foreach (var (index, rank) in Registers()) registers[index] = (byte)rank;
        (_dense, _sparse, _used) = (registers, null, 0);
        return registers;
    }

    /// <summary>Sets a register to a rank unless it is higher already; says whether that changed it.</summary>
    internal bool Raise(int index, int rank)
    {
        if (_dense is not { } registers) return RaiseSparse((uint)index, (uint)rank);
        ref var register = ref registers[index];
        if (register >= rank) return false;
        register = (byte)rank;
        return true;
    }

    private bool RaiseSparse(uint index, uint rank)
    {
        var entries = _sparse ??= new uint[FirstSlots];
        ref var entry = ref Slot(entries, index);
        if (entry != 0)
        {
            if ((byte)entry >= rank) return false;
            entry = (index << RankBits) | rank;
            return true;
        }

        if (_used + 1 > entries.Length * 3 / 4)
        {
            if (entries.Length * 2 * sizeof(uint) >= 1 << _precision)
            {
                Densify()[index] = (byte)rank;
                return true;
            }

            _sparse = new uint[entries.Length * 2];
            foreach (var old in entries)
            {
                if (old != 0) Slot(_sparse, old >> RankBits) = old;
            }

            entry = ref Slot(_sparse, index);
        }

        entry = (index << RankBits) | rank;
        _used++;
        return true;
    }

    private static ref uint Slot(uint[] entries, uint index)
    {
        var slot = (index * 0x9e3779b1) >> (32 - BitOperations.Log2((uint)entries.Length));
        while (entries[slot] != 0 && entries[slot] >> RankBits != index) slot = (slot + 1) & (uint)(entries.Length - 1);
        return ref entries[slot];
    }
}
