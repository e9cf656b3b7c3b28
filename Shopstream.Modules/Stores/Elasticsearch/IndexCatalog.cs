using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// The indices on the server. Each has a template, an index <c>NAME-000001</c> and the alias <c>NAME</c> before it, through which
/// everything is written and read. One that could not be made while the server was away is made at its first use. Several hosts
/// may do this at once. Thread-safe.
/// </summary>
internal sealed class IndexCatalog(ElasticsearchClient client, ElasticsearchOptions options, ILogger logger)
{
    private readonly IndexCreation _creation = new(client, options);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private ServerVersion? _server;

    /// <summary>The alias of an index.</summary>
    public string Alias(string name) => $"{options.IndexPrefix}{name}";

    /// <summary>Makes an index, or adds the fields it lacks.</summary>
    /// <exception cref="ElasticsearchException">It is there with fields of other types, or the server refuses.</exception>
    public async ValueTask EnsureAsync(IndexLayout layout, CancellationToken cancellationToken)
    {
        var entry = _entries.AddOrUpdate(layout.Name, _ => new Entry(layout), (_, known) => known.Layout == layout ? known : new Entry(layout));
        if (entry.IsReady || client.IsDown) return;
        try
        {
            await ReadyAsync(entry, TimeSpan.Zero, cancellationToken);
        }
        catch (ElasticsearchException e) when (e.IsOutage)
        {
            ElasticsearchLog.IndexPostponed(logger, Alias(layout.Name), e.Message);
        }
    }

    /// <summary>Waits until an index that was asked for is there.</summary>
    /// <exception cref="ElasticsearchException">It could not be made within <paramref name="retryFor"/>.</exception>
    public ValueTask ReadyAsync(string name, TimeSpan retryFor, CancellationToken cancellationToken) =>
        _entries[name] is { IsReady: false } entry ? ReadyAsync(entry, retryFor, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Somebody removed an index: it is made again at its next use.</summary>
    public void Forget(string alias)
    {
        foreach (var entry in _entries.Values)
            if (Alias(entry.Layout.Name) == alias) entry.IsReady = false;
    }

    private async ValueTask ReadyAsync(Entry entry, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.IsReady) return;
            if (_server is null)
            {
                _server = await client.VersionAsync(retryFor, cancellationToken);
                ElasticsearchLog.Server(logger, _server.ToString());
            }

            await _creation.CreateAsync(entry.Layout, Alias(entry.Layout.Name), retryFor, cancellationToken);
            entry.IsReady = true;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry(IndexLayout layout)
    {
        private volatile bool _isReady;

        public IndexLayout Layout => layout;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool IsReady
        {
            get => _isReady;
            set => _isReady = value;
        }
    }
}
