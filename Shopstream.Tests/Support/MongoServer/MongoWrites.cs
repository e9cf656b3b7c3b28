namespace Shopstream.Tests.Support.Mongo;

/// <summary>The commands that write. Items of an unordered write are done in any order, as a cluster of several servers would.</summary>
internal sealed class MongoWrites(MongoData data, MongoServerOptions options)
{
    /// <summary>The field that holds what is to be written.</summary>
    public static string ItemsOf(string name) => name switch { "insert" => "documents", "update" => "updates", _ => "deletes" };

    public BsonDoc Run(string name, BsonDoc command, MongoFault? fault)
    {
        CheckConcern(command);
        var database = command.Text("$db");
        var collection = data.Collection(database, command.Text(name));
        var items = command[ItemsOf(name)] as BsonArr ?? throw new MongoRefusal(14, "TypeMismatch", $"{ItemsOf(name)} is missing");
        if (items.Count is 0 or > 100_000) throw new MongoRefusal(16, "InvalidLength", $"a write of {items.Count} items");
        var isOrdered = command["ordered"] is not false;
        var (n, modified) = (0, 0);
        var upserted = new SortedDictionary<int, object?>();
        var errors = new SortedDictionary<int, BsonDoc>();
        foreach (var index in Order(items.Count, isOrdered))
        {
            try
            {
                if (fault?.WriteError is { } planned && planned.Index == index) throw new MongoRefusal(planned.Code, "Planned", $"planned error {planned.Code}");
                var item = (BsonDoc)items[index]!;
                switch (name)
                {
                    case "insert":
                        collection.Insert(item);
                        n++;
                        break;
                    case "delete":
                        n += Delete(collection, item);
                        break;
                    default:
                        var (isReplaced, id) = Update(collection, item);
                        if (isReplaced) modified++;
                        if (id is not null) upserted.Add(index, id);
                        n += isReplaced || id is not null ? 1 : 0;
                        break;
                }
            }
            catch (MongoRefusal e)
            {
                errors.Add(index, new BsonDoc { { "index", index }, { "code", e.Code }, { "errmsg", e.Message } });
                if (isOrdered) break;
            }
        }

        var reply = new BsonDoc { { "n", n } };
        if (name == "update") reply.Add("nModified", modified);
        if (upserted.Count > 0) reply.Add("upserted", new BsonArr(upserted.Select(u => new BsonDoc { { "index", u.Key }, { "_id", u.Value } })));
        if (errors.Count > 0) reply.Add("writeErrors", new BsonArr(errors.Values));
        if (fault?.WriteConcernError is { } code) reply.Add("writeConcernError", new BsonDoc { { "code", code }, { "errmsg", "planned: not confirmed" } });
        return reply;
    }

    private static (bool IsReplaced, object? Upserted) Update(MongoCollectionData collection, BsonDoc item)
    {
        var unknown = item.Keys.Except(["q", "u", "upsert", "multi"]).FirstOrDefault();
        if (unknown is not null) throw MongoRefusal.Unknown($"the field {unknown} of an update");
        if (item["multi"] is true) throw new MongoRefusal(9, "FailedToParse", "multi update is not supported for replacement-style update");
        return collection.Replace(item.Doc("q"), item.Doc("u"), item["upsert"] is true);
    }

    private static int Delete(MongoCollectionData collection, BsonDoc item)
    {
        var unknown = item.Keys.Except(["q", "limit"]).FirstOrDefault();
        if (unknown is not null) throw MongoRefusal.Unknown($"the field {unknown} of a delete");
        return collection.Delete(item.Doc("q"), onlyOne: item.Long("limit") == 1);
    }

    private static void CheckConcern(BsonDoc command)
    {
        if (command["writeConcern"] is not BsonDoc concern) return;
        var unknown = concern.Keys.Except(["w", "j", "wtimeout"]).FirstOrDefault();
        if (unknown is not null) throw MongoRefusal.Unknown($"the write concern {unknown}");
        if (concern["w"] is not (null or "majority" or 1 or 1L)) throw new MongoRefusal(79, "UnknownReplWriteConcern", $"no write concern mode {concern["w"]}");
    }

    private int[] Order(int count, bool isOrdered)
    {
        var order = Enumerable.Range(0, count).ToArray();
        if (!isOrdered) new Random(options.Seed + count).Shuffle(order);
        return order;
    }
}
