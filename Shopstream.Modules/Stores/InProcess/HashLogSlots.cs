namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Blocks of a <see cref="HashLog"/> as slots numbered like the blocks.</summary>
internal static class HashLogSlots
{
    /// <summary>Adds a slot a block; full blocks are not copied.</summary>
    public static void Write(HashLog log, string prefix, IDictionary<string, ReadOnlyMemory<byte>> slots)
    {
        foreach (var block in log.Blocks) slots[StateSlots.Name(prefix, block.Number)] = block.ToMemory();
    }

    /// <summary>The blocks below a prefix by number.</summary>
    /// <exception cref="InvalidDataException">A slot is damaged, or one is missing between two others.</exception>
    public static List<HashBlock> Read(string prefix, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, int blockShift)
    {
        if (blockShift is < 4 or > 12) throw new InvalidDataException($"State slot '{prefix}': no blocks of 2^{blockShift} hashes.");
        var blocks = new List<HashBlock>();
        foreach (var (name, slot) in slots)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.AsSpan(prefix.Length).StartsWith("/"))
                blocks.Add(HashBlock.From(slot, name, 1 << blockShift));
        }

        blocks.Sort((left, right) => left.Number.CompareTo(right.Number));
        for (var i = 0; i < blocks.Count - 1; i++)
        {
            var (block, next) = (blocks[i], blocks[i + 1]);
            if (next.Number != block.Number + 1)
                throw new InvalidDataException($"State slots '{prefix}': expected block {block.Number + 1}, found {next.Number}.");
            if (block.Count != 1 << blockShift)
            {
                throw new InvalidDataException(
                    $"State slots '{prefix}': expected {1 << blockShift} hashes in block {block.Number}, found {block.Count}.");
            }
        }

        return blocks;
    }
}
