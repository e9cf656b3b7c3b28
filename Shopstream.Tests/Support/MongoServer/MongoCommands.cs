namespace Shopstream.Tests.Support.Mongo;

/// <summary>What the test server does, by the name of the command. A command, field or option that it does not know is an error.</summary>
internal sealed class MongoCommands(MongoData data, MongoServerOptions options, Func<string> address)
{
    private const int WireVersion = 13;
    private static readonly string[] Always = ["$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS"];

    private readonly MongoCursors _cursors = new();
    private readonly MongoTransactions _numbers = new();

    /// <summary>Does it.</summary>
    /// <exception cref="MongoRefusal">It is refused.</exception>
    public BsonDoc Run(string name, BsonDoc command, MongoFault? fault)
    {
        var database = command.Text("$db");
        if (!options.IsReplicaSet && command.Has("txnNumber")) throw new MongoRefusal(20, "IllegalOperation", "Transaction numbers are only allowed on a replica set member or mongos");
        var result = name switch
        {
            "hello" or "isMaster" or "ismaster" => Hello(),
            "ping" => Done(Checked(command, "ping")),
            "endSessions" => Done(Checked(command, "endSessions")),
            "buildInfo" or "buildinfo" => new BsonDoc { { "version", "5.0.0" }, { "versionArray", new BsonArr { 5, 0, 0, 0 } }, { "maxBsonObjectSize", 16 << 20 } },
            "update" or "insert" or "delete" => _numbers.Once(command, () => new MongoWrites(data, options).Run(name, Checked(command, name, "ordered", "writeConcern", "txnNumber", MongoWrites.ItemsOf(name)), fault)),
            "find" => Find(database, Checked(command, "find", "filter", "sort", "limit", "batchSize", "singleBatch", "readConcern")),
            "getMore" => _cursors.Next(Checked(command, "getMore", "collection", "batchSize"), database),
            "killCursors" => _cursors.Kill(Checked(command, "killCursors", "cursors")),
            "aggregate" => Aggregate(database, Checked(command, "aggregate", "pipeline", "cursor", "readConcern")),
            "createIndexes" => CreateIndexes(database, Checked(command, "createIndexes", "indexes", "writeConcern")),
            "listIndexes" => _cursors.First(command, database, command.Text("listIndexes"), [.. IdIndex, .. data.Collection(database, command.Text("listIndexes")).Indexes]),
            "listCollections" => _cursors.First(command, database, "$cmd.listCollections", [.. data.Names(database).Select(n => new BsonDoc { { "name", n }, { "type", "collection" } })]),
            "dropDatabase" => Drop(database, Checked(command, "dropDatabase", "writeConcern")),
            _ => throw new MongoRefusal(59, "CommandNotFound", $"no such command: '{name}'"),
        };
        if (!result.Has("ok")) result.Add("ok", 1.0);
        return result;
    }

    private static BsonDoc[] IdIndex => [new BsonDoc { { "v", 2 }, { "key", new BsonDoc { { "_id", 1 } } }, { "name", "_id_" } }];

    private static BsonDoc Checked(BsonDoc command, params ReadOnlySpan<string> fields)
    {
        foreach (var key in command.Keys)
            if (!fields.Contains(key) && !Always.Contains(key, StringComparer.Ordinal)) throw MongoRefusal.Unknown($"the field {key} of {command.First().Key}");
        return command;
    }

    private static BsonDoc Done(BsonDoc command) => command.Count > 0 ? [] : throw new MongoRefusal(14, "TypeMismatch", "an empty command");

    private static int Rank(object? direction) => direction switch
    {
        1 or 1L or 1.0 => 1,
        -1 or -1L or -1.0 => -1,
        _ => throw MongoRefusal.Unknown($"the direction {direction}"),
    };

    private BsonDoc Hello()
    {
        var hello = new BsonDoc
        {
            { "helloOk", true }, { "saslSupportedMechs", new BsonArr { "SCRAM-SHA-256" } }, { "ismaster", true }, { "isWritablePrimary", true }, { "maxBsonObjectSize", 16 << 20 }, { "maxMessageSizeBytes", 48_000_000 },
            { "maxWriteBatchSize", 100_000 }, { "logicalSessionTimeoutMinutes", 30 }, { "minWireVersion", 0 }, { "maxWireVersion", WireVersion }, { "readOnly", false },
        };
        if (!options.IsReplicaSet) return hello;
        hello.Add("setName", MongoServerOptions.ReplicaSetName);
        hello.Add("setVersion", 1);
        hello.Add("hosts", new BsonArr { address() });
        hello.Add("primary", address());
        hello.Add("me", address());
        hello.Add("secondary", false);
        return hello;
    }

    private BsonDoc Find(string database, BsonDoc command)
    {
        var name = command.Text("find");
        var found = data.Collection(database, name).Find(command["filter"] as BsonDoc ?? []);
        if (command["sort"] is BsonDoc sort)
        {
            IOrderedEnumerable<BsonDoc>? ordered = null;
            foreach (var (field, direction) in sort)
            {
                var isDown = Rank(direction) < 0;
                ordered = (ordered, isDown) switch
                {
                    (null, false) => found.OrderBy(d => d[field], BsonOrder.Instance),
                    (null, true) => found.OrderByDescending(d => d[field], BsonOrder.Instance),
                    (_, false) => ordered.ThenBy(d => d[field], BsonOrder.Instance),
                    (_, true) => ordered.ThenByDescending(d => d[field], BsonOrder.Instance),
                };
            }

            if (ordered is not null) found = [.. ordered];
        }

        var limit = command.Has("limit") ? command.Long("limit") : 0;
        if (limit > 0 && limit < found.Count) found = found[..(int)limit];
        return _cursors.First(command, database, name, found);
    }

    private BsonDoc Aggregate(string database, BsonDoc command)
    {
        var rows = (IEnumerable<BsonDoc>)data.Collection(database, command.Text("aggregate")).Find([]);
        foreach (var stage in (BsonArr)command["pipeline"]!)
        {
            var (operation, argument) = ((BsonDoc)stage!).Single();
            if (operation == "$group" && argument?.ToString() != "{_id: 1, n: {$sum: 1}}") throw MongoRefusal.Unknown($"the group {argument}");
            rows = operation switch
            {
                "$match" => rows.Where(r => MongoMatcher.Matches((BsonDoc)argument!, r)),
                "$limit" => rows.Take((int)((BsonDoc)stage!).Long("$limit")),
                "$group" => rows.Any() ? [new BsonDoc { { "_id", 1 }, { "n", rows.Count() } }] : [],
                _ => throw MongoRefusal.Unknown($"the stage {operation}"),
            };
        }

        return _cursors.First(command, database, command.Text("aggregate"), [.. rows]);
    }

    private BsonDoc CreateIndexes(string database, BsonDoc command)
    {
        var collection = data.Collection(database, command.Text("createIndexes"));
        var before = collection.Indexes.Count + 1;
        foreach (var index in (BsonArr)command["indexes"]!) collection.CreateIndex((BsonDoc)index!);
        return new BsonDoc { { "numIndexesBefore", before }, { "numIndexesAfter", collection.Indexes.Count + 1 } };
    }

    private BsonDoc Drop(string database, BsonDoc command)
    {
        data.Drop(database);
        return Done(command);
    }
}
