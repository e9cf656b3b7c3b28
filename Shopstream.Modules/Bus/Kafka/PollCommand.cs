namespace Shopstream.Modules.Bus.Kafka;

/// <summary>A call of the client that the polling thread carries out between two polls.</summary>
/// <param name="tryRun">Carries it out; false when it is to be tried again after the next poll.</param>
internal sealed class PollCommand(Func<bool> tryRun)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with it, or fails as it did.</summary>
    public Task Done => _done.Task;

    /// <summary>Tries it.</summary>
    /// <returns>Whether it is settled.</returns>
    public bool TryRun()
    {
        try
        {
            if (!tryRun()) return false;
            _done.TrySetResult();
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }

        return true;
    }

    /// <summary>It will not be carried out any more.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);
}
