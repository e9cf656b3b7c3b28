using System.Collections.Concurrent;

namespace Shopstream.Modules.Recommendations.Algorithms;

/// <summary>Buffers that are made when first needed and used again, at most as many as there are threads at once.</summary>
internal sealed class ScratchPool<T>(Func<T> make)
{
    private readonly ConcurrentBag<T> _free = [];

    public T Take() => _free.TryTake(out var buffer) ? buffer : make();

    public void Return(T buffer) => _free.Add(buffer);
}
