namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>The nodes of the cluster, one after the other; a node that failed is left out for a while, unless all have. Thread-safe.</summary>
internal sealed class ElasticsearchNodes(IReadOnlyList<string> urls, TimeProvider time)
{
    private static readonly TimeSpan LeftOutFor = TimeSpan.FromSeconds(10);
    private readonly Node[] _nodes = [.. urls.Select(u => new Node(new Uri(u.EndsWith('/') ? u : u + "/")))];
    private int _last = -1;

    /// <value>How many there are.</value>
    public int Count => _nodes.Length;

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _nodes.Select(n => n.Name));

    /// <summary>The one whose turn it is.</summary>
    public Node Next()
    {
        var now = time.GetTimestamp();
        for (var tries = 0; tries < _nodes.Length; tries++)
        {
            var node = Turn();
            if (Volatile.Read(ref node.LeftOutUntil) <= now) return node;
        }

        return Turn();
    }

    /// <summary>It did not answer.</summary>
    public void Failed(Node node) =>
        Volatile.Write(ref node.LeftOutUntil, time.GetTimestamp() + (long)(LeftOutFor.TotalSeconds * time.TimestampFrequency));

    private Node Turn() => _nodes[(int)((uint)Interlocked.Increment(ref _last) % (uint)_nodes.Length)];

    /// <summary>One node.</summary>
    internal sealed class Node(Uri url)
    {
        public long LeftOutUntil = long.MinValue;

        /// <value>Where requests go, with a slash at the end.</value>
        public Uri Url => url;

        /// <value>How it is called in messages.</value>
        public string Name { get; } = url.GetLeftPart(UriPartial.Authority);
    }
}
