using System.Collections.Concurrent;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// What the reading loop and the polling thread of one consumer tell each other: calls of the client that the thread is to carry
/// out between two polls, that it may go on, that the one has failed or the other wants to close. Thread-safe.
/// </summary>
internal sealed class PollControl(Action wakeReader) : IDisposable
{
    private readonly ConcurrentQueue<Command> _commands = new();
    private readonly AutoResetEvent _signal = new(initialState: false);
    private volatile Exception? _failure;
    private volatile bool _isClosing;

    /// <summary>Why the thread cannot go on, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether the reader wants to close.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Whether the thread is to go on.</summary>
    public bool IsRunning => !_isClosing && _failure is null;

    /// <summary>Whether calls wait to be carried out.</summary>
    public bool HasCommands => !_commands.IsEmpty;

    /// <summary>Reader: has a call carried out.</summary>
    /// <param name="tryRun">The call; false when it is to be tried again after the next poll.</param>
    /// <exception cref="ObjectDisposedException">It is closing.</exception>
    public Task RunAsync(Func<bool> tryRun)
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        var command = new Command(tryRun);
        _commands.Enqueue(command);
        _signal.Set();
        return command.Done;
    }

    /// <summary>Reader: there is something to look at.</summary>
    public void WakeThread() => _signal.Set();

    /// <summary>Reader: no more reads will come.</summary>
    public void Close()
    {
        _isClosing = true;
        _signal.Set();
    }

    /// <summary>Thread: there is something to look at.</summary>
    public void WakeReader() => wakeReader();

    /// <summary>Thread: it cannot go on; the first reason counts.</summary>
    public void Fail(Exception reason)
    {
        _failure ??= reason;
        wakeReader();
        _signal.Set();
    }

    /// <summary>Thread: waits until woken.</summary>
    public void Wait(TimeSpan atMost) => _signal.WaitOne(atMost);

    /// <summary>Thread: carries out what waits, in order.</summary>
    public void RunCommands()
    {
        while (_commands.TryPeek(out var command) && command.TryRun()) _commands.TryDequeue(out _);
    }

    /// <summary>Thread: carries out nothing any more.</summary>
    public void FailCommands()
    {
        while (_commands.TryDequeue(out var command)) command.Fail(_failure ?? new ObjectDisposedException(nameof(KafkaConsumer)));
    }

    public void Dispose() => _signal.Dispose();

    private sealed class Command(Func<bool> tryRun)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public bool TryRun()
        {
            try
            {
                if (!tryRun()) return false;
                _done.TrySetResult();
            }
            catch (Exception e)
            {
                // It is the caller's, who waits for it.
                _done.TrySetException(e);
            }

            return true;
        }

        public void Fail(Exception reason) => _done.TrySetException(reason);
    }
}
