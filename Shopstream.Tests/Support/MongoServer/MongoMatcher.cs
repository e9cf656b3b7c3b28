namespace Shopstream.Tests.Support.Mongo;

/// <summary>Conditions of MongoDB's query language, as far as the provider uses them.</summary>
internal static class MongoMatcher
{
    public static bool Matches(BsonDoc filter, BsonDoc document)
    {
        foreach (var (key, condition) in filter)
        {
            if (key == "$and")
            {
                if (condition is not BsonArr { Count: > 0 } all) throw new MongoRefusal(2, "BadValue", "$and must be a nonempty array");
                if (!all.TrueForAll(c => Matches((BsonDoc)c!, document))) return false;
                continue;
            }

            if (key.StartsWith('$') || key.Contains('.')) throw MongoRefusal.Unknown($"the condition {key}");
            var value = document[key];
            if (condition is BsonDoc operators && operators.Keys.Any(k => k.StartsWith('$')))
            {
                if (!operators.All(o => Holds(o.Key, value, o.Value))) return false;
            }
            else if (!Candidates(value).Any(v => AreEqual(v, condition)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The id that a filter asks for, when it asks for one.</summary>
    public static bool AsksForOneId(BsonDoc filter, out object? id)
    {
        id = filter["_id"];
        if (id is not BsonDoc condition) return filter.Has("_id");
        id = condition["$eq"];
        return condition.Count == 1 && condition.Has("$eq");
    }

    private static bool Holds(string operation, object? value, object? operand) => operation switch
    {
        "$eq" => Candidates(value).Any(v => AreEqual(v, operand)),
        "$gte" => Candidates(value).Any(v => BsonOrder.Kind(v) == BsonOrder.Kind(operand) && BsonOrder.Instance.Compare(v, operand) >= 0),
        "$lt" => Candidates(value).Any(v => BsonOrder.Kind(v) == BsonOrder.Kind(operand) && BsonOrder.Instance.Compare(v, operand) < 0),
        "$in" => operand is BsonArr items ? items.Exists(i => AreEqual(value, i)) : throw new MongoRefusal(2, "BadValue", "$in needs an array"),
        _ => throw MongoRefusal.Unknown($"the operator {operation}"),
    };

    private static bool AreEqual(object? a, object? b) => BsonOrder.Kind(a) == BsonOrder.Kind(b) && BsonOrder.Instance.Compare(a, b) == 0;

    // A condition on an array holds when it holds for one of its items.
    private static BsonArr Candidates(object? value) => value is BsonArr items ? items : [value];
}
