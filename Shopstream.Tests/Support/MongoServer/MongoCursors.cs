namespace Shopstream.Tests.Support.Mongo;

/// <summary>Searches that are handed out in batches. A batch goes only to the session that began the search. Thread-safe.</summary>
internal sealed class MongoCursors
{
    private const int FirstBatch = 101;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (string Namespace, string Session, List<BsonDoc> Left)> _open = [];
    private long _last = 1000;

    /// <summary>The answer to a search.</summary>
    public BsonDoc First(BsonDoc command, string database, string collection, List<BsonDoc> found)
    {
        var options = command["cursor"] as BsonDoc ?? command;
        var size = options.Has("batchSize") ? (int)options.Long("batchSize") : FirstBatch;
        var name = $"{database}.{collection}";
        lock (_gate)
        {
            var id = 0L;
            if (found.Count > size && command["singleBatch"] is not true) _open.Add(id = ++_last, (name, Session(command), found[size..]));
            return new BsonDoc { { "cursor", new BsonDoc { { "firstBatch", new BsonArr(found.Take(size)) }, { "id", id }, { "ns", name } } } };
        }
    }

    /// <summary>The next batch.</summary>
    public BsonDoc Next(BsonDoc command, string database)
    {
        var name = $"{database}.{command.Text("collection")}";
        var id = command.Long("getMore");
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var cursor)) throw new MongoRefusal(43, "CursorNotFound", $"cursor id {id} not found");
            if (cursor.Namespace != name) throw new MongoRefusal(13, "Unauthorized", $"cursor {id} belongs to {cursor.Namespace}");
            if (cursor.Session != Session(command)) throw new MongoRefusal(50738, "Location50738", $"cursor {id} belongs to another session");
            var size = command.Has("batchSize") ? (int)command.Long("batchSize") : int.MaxValue;
            var batch = cursor.Left.Take(size).ToList();
            cursor.Left.RemoveRange(0, batch.Count);
            var isOpen = cursor.Left.Count > 0;
            if (!isOpen) _open.Remove(id);
            return new BsonDoc { { "cursor", new BsonDoc { { "nextBatch", new BsonArr(batch) }, { "id", isOpen ? id : 0L }, { "ns", name } } } };
        }
    }

    /// <summary>Forgets searches.</summary>
    public BsonDoc Kill(BsonDoc command)
    {
        var killed = new BsonArr();
        lock (_gate)
        {
            foreach (var id in (BsonArr)command["cursors"]!)
                if (_open.Remove((long)id!)) killed.Add(id);
        }

        return new BsonDoc { { "cursorsKilled", killed } };
    }

    private static string Session(BsonDoc command) => command["lsid"]?.ToString() ?? "";
}
