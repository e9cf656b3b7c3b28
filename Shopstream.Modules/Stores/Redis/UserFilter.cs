using System.Buffers.Text;
using Shopstream.Modules.Stores.InProcess;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// How the filter of a partition is kept. In a plain string: the probes of <see cref="BloomFilter"/>, as bit positions of the whole
/// string, computed here and set there. Or by the server's own commands, which hash by themselves.
/// </summary>
internal sealed class UserFilter
{
    private const int ProbesPerWord = 7;

    private readonly BloomSizing _sizing;
    private readonly int _digits;

    private UserFilter(long capacity, double error, bool isModule)
    {
        (Capacity, Error, Parameters) = (capacity, error, $"module:{capacity}:{error:R}");
        if (isModule) return;
        _sizing = BloomSizing.For(capacity, error);
        _digits = LastBit.ToString().Length;
        Parameters = $"bits:{_sizing.Blocks}x{_sizing.Probes}";
    }

    /// <summary>Users up to which <see cref="Error"/> holds.</summary>
    public long Capacity { get; }

    /// <summary>Promised share of false positives.</summary>
    public double Error { get; }

    /// <summary>Whether the server's own commands keep it.</summary>
    public bool IsModule => _sizing.Probes == 0;

    /// <summary>What decides over its answers, besides the users in it.</summary>
    public string Parameters { get; }

    /// <summary>Bits a user, 0 for the server's own filter.</summary>
    public int Probes => _sizing.Probes;

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int CellSize => _sizing.Probes * (_digits + 1);

    /// <summary>The last bit of the plain string.</summary>
    public long LastBit => ((long)_sizing.Blocks * BloomSizing.BlockBits) - 1;

    /// <summary>A filter in a plain string.</summary>
    public static UserFilter Plain(long capacity, double error) => new(capacity, error, isModule: false);

    /// <summary>A filter of the server's own commands.</summary>
    public static UserFilter Module(long capacity, double error) => new(capacity, error, isModule: true);

    /// <summary>
    /// Writes the bit positions of a user as texts with a zero byte behind each: Redis takes texts, and a script would need longer to
    /// make them of numbers than for all the rest.
    /// </summary>
    public void Write(string user, Span<byte> cell)
    {
        var item = ItemHash.Of(user);
        var block = (long)Math.BigMul(item.Low, (ulong)_sizing.Blocks, out _) * BloomSizing.BlockBits;
        var (bits, left) = (item.High, ProbesPerWord);
        for (var probe = _sizing.Probes; probe > 0; probe--, bits >>= 9)
        {
            if (left-- == 0) (bits, left) = (ItemHash.Remix(item.High + (ulong)probe), ProbesPerWord - 1);
            Utf8Formatter.TryFormat(block + (long)(bits & (BloomSizing.BlockBits - 1)), cell, out var written);
            cell[written] = 0;
            cell = cell[(written + 1)..];
        }
    }

    /// <summary>The cells of users, one after the other.</summary>
    public RedisValue Cells(IReadOnlyList<string> users)
    {
        var cells = new byte[users.Count * CellSize];
        for (var i = 0; i < users.Count; i++) Write(users[i], cells.AsSpan(i * CellSize, CellSize));
        return cells;
    }
}
