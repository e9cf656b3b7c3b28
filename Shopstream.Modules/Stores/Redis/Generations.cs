namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Sessions are remembered by generations of so many offsets: the one in use and the one before. Which sessions a visit is
/// compared with follows from its offset alone, so that a replay forgets nothing earlier and nothing later than the first time.
/// </summary>
/// <param name="Size">Offsets of a generation, at least 1.</param>
internal readonly record struct Generations(long Size)
{
    /// <summary>Generation of an offset; 0 before the first one.</summary>
    public long Of(long offset) => Math.Max(0, offset) / Size;

    /// <summary>First offset of a generation.</summary>
    public long StartOf(long generation) => generation * Size;

    /// <summary>First offset whose session is still remembered once the visit at <paramref name="offset"/> is applied.</summary>
    public long Horizon(long offset) => StartOf(Math.Max(0, Of(offset) - 1));
}
