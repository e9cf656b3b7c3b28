using System.Buffers;

namespace Shopstream.Modules.Archive;

/// <summary>
/// Rented blocks in which documents stand side by side, each in one piece; given back together once they are stored. Large
/// batches would otherwise be collected only by the most expensive garbage collections.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int BlockSize = 1 << 18;
    private readonly List<byte[]> _blocks = [];
    private byte[] _block = [];
    private int _start;
    private int _written;

    /// <summary>Starts a document.</summary>
    public void Begin() => _start = _written;

    /// <summary>The document since <see cref="Begin"/>; valid until <see cref="Return"/>.</summary>
    public ReadOnlyMemory<byte> Taken() => _block.AsMemory(_start, _written - _start);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsSpan(_written);
    }

    /// <summary>Gives the blocks back.</summary>
    public void Return()
    {
        foreach (var block in _blocks) ArrayPool<byte>.Shared.Return(block);
        _blocks.Clear();
        (_block, _start, _written) = ([], 0, 0);
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 256);
        if (_block.Length - _written >= sizeHint) return;

        // A document that does not fit moves to a new block as a whole.
        var begun = _written - _start;
        var block = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, 2 * (begun + sizeHint)));
        _block.AsSpan(_start, begun).CopyTo(block);
        _blocks.Add(block);
        (_block, _start, _written) = (block, 0, begun);
    }
}
