namespace Shopstream.Modules.Streaming.Runtime;

/// <summary>
/// Keeps one write in flight while the next is being prepared, in order. A failed write surfaces at the next call.
/// </summary>
public sealed class OutputPipe
{
    private Task _pending = Task.CompletedTask;

    /// <summary>Waits for the write before, then starts this one.</summary>
    public async ValueTask SendAsync(Func<ValueTask> write)
    {
        await _pending;
        _pending = write().AsTask();
    }

    /// <summary>Waits for everything sent.</summary>
    public ValueTask FlushAsync() => new(_pending);
}
