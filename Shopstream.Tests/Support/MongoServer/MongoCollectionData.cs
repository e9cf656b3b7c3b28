namespace Shopstream.Tests.Support.Mongo;

/// <summary>The documents of one collection, in the order they came. Thread-safe: every operation is atomic.</summary>
internal sealed class MongoCollectionData(string fullName)
{
    private const int MaxDocumentBytes = 16 << 20;
    private const int MaxDepth = 100;
    private readonly Lock _gate = new();
    private readonly Dictionary<object, BsonDoc> _byId = [];
    private readonly Dictionary<string, BsonDoc> _indexes = new(StringComparer.Ordinal);

    public IReadOnlyList<BsonDoc> Indexes
    {
        get
        {
            lock (_gate) return [.. _indexes.Values];
        }
    }

    /// <summary>What matches.</summary>
    public List<BsonDoc> Find(BsonDoc filter)
    {
        lock (_gate)
        {
            if (MongoMatcher.AsksForOneId(filter, out var id))
                return _byId.TryGetValue(Key(id), out var one) && MongoMatcher.Matches(filter, one) ? [one] : [];
            return [.. _byId.Values.Where(d => MongoMatcher.Matches(filter, d))];
        }
    }

    public void Insert(BsonDoc document)
    {
        Check(document);
        lock (_gate)
        {
            if (!document.Has("_id")) throw MongoRefusal.Unknown("documents without _id");
            if (!_byId.TryAdd(Key(document["_id"]), document)) throw MongoRefusal.DuplicateKey(fullName, document["_id"]);
        }
    }

    /// <summary>Replaces one that matches, or inserts.</summary>
    /// <returns>Whether one was replaced, and the id of one that was inserted.</returns>
    public (bool IsReplaced, object? Upserted) Replace(BsonDoc filter, BsonDoc document, bool upsert)
    {
        if (document.Keys.Any(k => k.StartsWith('$'))) throw MongoRefusal.Unknown("updates by operators");
        Check(document);
        lock (_gate)
        {
            var found = Find(filter).FirstOrDefault();
            if (found is not null)
            {
                var id = found["_id"];
                if (document.Has("_id") && BsonOrder.Instance.Compare(document["_id"], id) != 0)
                    throw new MongoRefusal(66, "ImmutableField", "the (immutable) field '_id' was found to have been altered");
                _byId[Key(id)] = WithId(document, id);
                return (true, null);
            }

            if (!upsert) return (false, null);
            if (!MongoMatcher.AsksForOneId(filter, out var newId)) throw MongoRefusal.Unknown("upserts without _id in the filter");
            if (document.Has("_id") && BsonOrder.Instance.Compare(document["_id"], newId) != 0) throw new MongoRefusal(66, "ImmutableField", "_id differs from the filter's");
            if (!_byId.TryAdd(Key(newId), WithId(document, newId))) throw MongoRefusal.DuplicateKey(fullName, newId);
            return (false, newId);
        }
    }

    /// <summary>Removes what matches.</summary>
    public int Delete(BsonDoc filter, bool onlyOne)
    {
        lock (_gate)
        {
            var found = Find(filter);
            if (onlyOne) found = [.. found.Take(1)];
            foreach (var document in found) _byId.Remove(Key(document["_id"]));
            return found.Count;
        }
    }

    public void CreateIndex(BsonDoc index)
    {
        lock (_gate)
        {
            var name = index.Text("name");
            var unknown = index.Keys.Except(["key", "name", "expireAfterSeconds"]).FirstOrDefault();
            if (unknown is not null) throw MongoRefusal.Unknown($"the index option {unknown}");
            if (_indexes.TryGetValue(name, out var same))
            {
                if (same.ToString() == index.ToString()) return;
                throw new MongoRefusal(86, "IndexKeySpecsConflict", $"an index {name} with other keys or options exists");
            }

            if (_indexes.Values.Any(i => i.Doc("key").ToString() == index.Doc("key").ToString()))
                throw new MongoRefusal(85, "IndexOptionsConflict", "an index of these fields exists under another name");
            _indexes.Add(name, index);
        }
    }

    /// <summary>What the server's monitor of expired documents does once a minute.</summary>
    public int RemoveExpired(DateTimeOffset now)
    {
        lock (_gate)
        {
            var removed = 0;
            foreach (var index in _indexes.Values.Where(i => i.Has("expireAfterSeconds")))
            {
                var field = index.Doc("key").Single().Key;
                var limit = now.ToUnixTimeMilliseconds() - (1000 * index.Long("expireAfterSeconds"));
                foreach (var document in _byId.Values.Where(d => d[field] is BsonDate date && date.Ms < limit).ToList())
                {
                    _byId.Remove(Key(document["_id"]));
                    removed++;
                }
            }

            return removed;
        }
    }

    private static object Key(object? id) => id switch
    {
        string or BsonDate => id,
        int or long or double => Convert.ToDouble(id),
        BsonBin bin => $"{bin.Subtype}:{Convert.ToHexString(bin.Bytes)}\0",
        BsonOid oid => $"{Convert.ToHexString(oid.Bytes)}\0",
        _ => throw MongoRefusal.Unknown($"ids like {id}"),
    };

    private static BsonDoc WithId(BsonDoc document, object? id)
    {
        var stored = new BsonDoc { { "_id", id } };
        foreach (var (key, value) in document)
            if (key != "_id") stored.Add(key, value);
        return stored;
    }

    // Names with $ and . are refused, as servers before 5.0 do: they could hardly be queried.
    private static void Check(BsonDoc document)
    {
        if (BsonCodec.Encode(document).Length > MaxDocumentBytes) throw new MongoRefusal(10334, "BSONObjectTooLarge", "the document is larger than 16 MB");
        CheckNames(document, 1);
    }

    private static void CheckNames(object? value, int depth)
    {
        if (depth > MaxDepth) throw new MongoRefusal(15, "Overflow", "the document is nested too deeply");
        if (value is BsonArr items)
            foreach (var item in items) CheckNames(item, depth + 1);
        if (value is not BsonDoc document) return;
        foreach (var (key, field) in document)
        {
            if (key.StartsWith('$') || key.Contains('.')) throw new MongoRefusal(52, "DollarPrefixedFieldName", $"the field {key} is not valid for storage");
            CheckNames(field, depth + 1);
        }
    }
}
