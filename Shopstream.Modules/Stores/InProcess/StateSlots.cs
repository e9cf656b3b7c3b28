using System.Globalization;

namespace Shopstream.Modules.Stores.InProcess;

/// <summary>Names and first bytes of the slots in which sketches are stored.</summary>
internal static class StateSlots
{
    /// <summary>First byte of every slot: the version of its layout.</summary>
    public const byte Version = 1;

    /// <summary>Name of the numbered slot below <paramref name="prefix"/>, sorting as the numbers do.</summary>
    public static string Name(string prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{number:D6}");

    /// <summary>A slot that has to be there, at least <paramref name="length"/> bytes long and of a known version.</summary>
    /// <exception cref="InvalidDataException">It is missing, too short or of another version.</exception>
    public static ReadOnlyMemory<byte> Require(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> slots, string name, int length)
    {
        if (!slots.TryGetValue(name, out var slot)) throw new InvalidDataException($"State slot '{name}' is missing.");
        Check(slot.Span, name, length);
        return slot;
    }

    /// <summary>Checks length and version of a slot.</summary>
    /// <exception cref="InvalidDataException">It is too short or of another version.</exception>
    public static void Check(ReadOnlySpan<byte> slot, string name, int length)
    {
        if (slot.Length < length)
            throw new InvalidDataException($"State slot '{name}': expected at least {length} bytes, found {slot.Length}.");
        if (slot[0] != Version)
            throw new InvalidDataException($"State slot '{name}': expected version {Version}, found {slot[0]}.");
    }
}
