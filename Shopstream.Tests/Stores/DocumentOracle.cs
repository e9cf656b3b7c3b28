using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Stores;

/// <summary>Random queries, and the plainest reading of what they mean.</summary>
internal static class DocumentOracle
{
    /// <summary>Whether a condition holds for a document with the fields <c>userId</c> and <c>timestamp</c>.</summary>
    public static bool Holds(FieldCondition condition, Document document)
    {
        var value = condition.Field switch { "_id" => document.Id, "userId" => document.FieldValues[0], _ => document.FieldValues[1] };
        if (value is null) return false;
        var order = value is string text ? string.CompareOrdinal(text, (string)condition.Value) : ((long)value).CompareTo((long)condition.Value);
        return condition.Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.AtLeast => order >= 0,
            Comparison.Below => order < 0,
            _ => ((string)value).StartsWith((string)condition.Value, StringComparison.Ordinal),
        };
    }

    /// <summary>A query with any mix of conditions, order and limit.</summary>
    public static DocumentQuery RandomQuery(Random random)
    {
        var where = new List<FieldCondition>();
        if (random.Next(2) == 0) where.Add(new("userId", random.Next(2) == 0 ? Comparison.Equal : Comparison.StartsWith, $"u{random.Next(40)}"));
        if (random.Next(4) == 0) where.Add(new("userId", random.Next(2) == 0 ? Comparison.AtLeast : Comparison.Below, $"u{random.Next(40)}"));
        if (random.Next(2) == 0) where.Add(new("timestamp", Comparison.AtLeast, (long)random.Next(500)));
        if (random.Next(2) == 0) where.Add(new("timestamp", Comparison.Below, (long)random.Next(500)));
        if (random.Next(10) == 0) where.Add(new("_id", Comparison.StartsWith, $"{random.Next(3)}/"));
        return new DocumentQuery
        {
            Where = where,
            SortBy = random.Next(2) == 0 ? "timestamp" : null,
            Descending = random.Next(2) == 0,
            Limit = random.Next(2) == 0 ? random.Next(1, 700) : null,
        };
    }
}
