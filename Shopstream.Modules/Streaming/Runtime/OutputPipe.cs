namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Keeps writes in flight while the next is being prepared. A failed write surfaces at a later call.
/// </summary>
/// <param name="depth">
/// Writes in flight, at most. With 1 they are carried out in the order sent; more only suit writes whose order does not matter.
/// </param>
public sealed class OutputPipe(int depth = 1)
{
    private readonly Queue<Task> _pending = new();

    /// <summary>Waits while too many writes are in flight, then starts this one.</summary>
    public async ValueTask SendAsync(Func<ValueTask> write)
    {
        while (_pending.Count >= depth) await FinishOldestAsync();
        _pending.Enqueue(write().AsTask());
    }

    /// <summary>Waits for everything sent.</summary>
    public async ValueTask FlushAsync()
    {
        while (_pending.Count > 0) await FinishOldestAsync();
    }

    // A failed write stays at the head, so that every later call fails too.
    private async ValueTask FinishOldestAsync()
    {
        await _pending.Peek();
        _ = _pending.Dequeue();
    }
}
