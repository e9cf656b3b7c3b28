using System.Collections.Concurrent;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// Threads of our own for calls that block, so that those of the thread pool stay free. Work waits until a thread is free;
/// thread-safe.
/// </summary>
internal sealed class BlockingThreads : IAsyncDisposable
{
    private readonly BlockingCollection<Work> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Name of the threads.</param>
    /// <param name="count">How many.</param>
    public BlockingThreads(string name, int count)
    {
        _running = count;
        for (var i = 0; i < count; i++) new Thread(Loop) { IsBackground = true, Name = $"{name} {i}" }.Start();
    }

    /// <summary>
    /// Runs work on one of the threads. Cancelling takes it back while it waits; work that has begun is waited for, so that
    /// nothing goes on behind the caller's back.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The threads were told to end.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var item = new Work<T>(work);
        try
        {
            _work.Add(item, CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException("The store is closed.", e);
        }

        await using var registration = cancellationToken.UnsafeRegister(static (work, token) => ((Work)work!).TryCancel(token), item);
        return await item.Result;
    }

    /// <summary>Ends the threads once what waits is done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_work.IsAddingCompleted) _work.CompleteAdding();
        await _ended.Task;
    }

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work.Run();
        if (Interlocked.Decrement(ref _running) == 0) _ended.SetResult();
    }

    private abstract class Work
    {
        private const int Waiting = 0;
        private const int Taken = 1;
        private int _state = Waiting;

        public void Run()
        {
            if (TryTake()) Execute();
        }

        public void TryCancel(CancellationToken token)
        {
            if (TryTake()) Cancel(token);
        }

        protected abstract void Execute();

        protected abstract void Cancel(CancellationToken token);

        private bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;
    }

    private sealed class Work<T>(Func<T> work) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        protected override void Execute()
        {
            try
            {
                _result.SetResult(work());
            }
            catch (Exception e)
            {
                _result.SetException(e);
            }
        }

        protected override void Cancel(CancellationToken token) => _result.SetCanceled(token);
    }
}
