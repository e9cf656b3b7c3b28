using System.Globalization;
using System.Text;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>A <see cref="DocumentQuery"/> as SQL, its values apart from the text.</summary>
internal sealed class DocumentSelect
{
    private readonly List<object> _values = [];
    private readonly string _table;
    private readonly string _from;
    private readonly string _where;
    private readonly string _order;

    /// <summary>Checks the query and chooses the index.</summary>
    /// <exception cref="ArgumentException">A field is unknown, or a value is not of its type.</exception>
    public DocumentSelect(SqliteCollection collection, DocumentQuery query)
    {
        if (query.Limit < 0) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "the limit is negative");
        Limit = query.Limit;
        IsAll = query.Where.Count == 0 && query.SortBy is null;
        _table = $"\"{collection.Name}\"";
        _where = Conditions(collection, query);
        _order = query.SortBy is null ? "" : $" ORDER BY {Column(collection, query.SortBy)}{(query.Descending ? " DESC" : "")}{(query.SortBy == "_id" ? "" : ", t._id")}";
        _from = From(collection, query);
    }

    /// <summary>At most so many.</summary>
    public int? Limit { get; }

    /// <summary>Whether it asks for everything in any order.</summary>
    public bool IsAll { get; }

    /// <summary>The <c>_seq</c> of what matches.</summary>
    public string SeqSql => $"{_from} WHERE {_where}{_order}{LimitSql}";

    /// <summary>How many match.</summary>
    public string CountSql => Limit is null
        ? SeqSql.Replace("SELECT t._seq", "SELECT count(*)", StringComparison.Ordinal)
        : $"SELECT count(*) FROM ({SeqSql})";

    /// <summary>Removes what matches.</summary>
    public string DeleteSql => IsAll && Limit is null ? $"DELETE FROM {_table}" : $"DELETE FROM {_table} WHERE _seq IN ({SeqSql})";

    /// <summary>One document by its <c>_seq</c> (the parameter after the values), if it still matches.</summary>
    public string FetchSql => $"SELECT t._id, t._body FROM {_table} t WHERE t._seq = ?{_values.Count + 1} AND {_where}";

    /// <summary>A page of the whole collection: what comes after a <c>_seq</c>.</summary>
    public string PageSql => $"SELECT t._id, t._body, t._seq FROM {_table} t WHERE t._seq > ?1 ORDER BY t._seq LIMIT ?2";

    /// <summary>Parameter that <see cref="FetchSql"/> takes the <c>_seq</c> in.</summary>
    public int SeqParameter => _values.Count + 1;

    private string LimitSql => Limit is null ? "" : $" LIMIT {Limit.Value.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Binds the values of the conditions.</summary>
    public SqliteStatement Bind(SqliteStatement statement)
    {
        for (var i = 0; i < _values.Count; i++) statement.Bind(i + 1, _values[i]);
        return statement;
    }

    /// <summary>
    /// The smallest text greater than all that begin with <paramref name="prefix"/>, in code point order; null when there is none.
    /// </summary>
    internal static string? AfterPrefix(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == 0x10FFFF) runes.RemoveAt(runes.Count - 1);
        if (runes.Count == 0) return null;

        // Surrogates are no code points.
        runes[^1] = runes[^1].Value == 0xD7FF ? new Rune(0xE000) : new Rune(runes[^1].Value + 1);
        return string.Concat(runes);
    }

    private static string Column(SqliteCollection collection, string field) =>
        field == "_id" ? "t._id" : $"t.\"{collection.Field(field).Name}\"";

    private string Conditions(SqliteCollection collection, DocumentQuery query)
    {
        if (query.Where.Count == 0) return "1";
        var parts = new List<string>();
        foreach (var (field, comparison, value) in query.Where)
        {
            var column = Column(collection, field);
            var isInteger = field != "_id" && collection.Field(field).IsInteger;
            if (isInteger ? value is not long : value is not string)
                throw new ArgumentException(
                    $"{collection.Name}.{field} is compared with a {value?.GetType().Name ?? "null"}, "
                    + $"expected {(isInteger ? "Int64" : "String")}", nameof(query));
            switch (comparison)
            {
                case Comparison.Equal:
                    parts.Add($"{column} = {Value(value)}");
                    break;
                case Comparison.AtLeast:
                    parts.Add($"{column} >= {Value(value)}");
                    break;
                case Comparison.Below:
                    parts.Add($"{column} < {Value(value)}");
                    break;
                case Comparison.StartsWith when value is string prefix:
                    parts.Add($"{column} >= {Value(prefix)}");
                    if (AfterPrefix(prefix) is { } end) parts.Add($"{column} < {Value(end)}");
                    break;
                default:
                    throw new ArgumentException($"{collection.Name}.{field} cannot be compared by {comparison}", nameof(query));
            }
        }

        return string.Join(" AND ", parts);
    }

    private string Value(object value)
    {
        _values.Add(value);
        return $"?{_values.Count}";
    }

    private string From(SqliteCollection collection, DocumentQuery query)
    {
        if (Best(collection, query) is not { } index || !collection.IsInBlocks(index)) return $"SELECT t._seq FROM {_table} t";

        // CROSS JOIN fixes the order: each block, and in it a search by the rest of the index.
        return "WITH RECURSIVE blocks(n) AS ("
            + $"SELECT {SqliteCollection.BlockSql} FROM (SELECT min(_seq) AS _seq FROM {_table}) UNION ALL "
            + $"SELECT n + 1 FROM blocks WHERE n < (SELECT {SqliteCollection.BlockSql} FROM (SELECT max(_seq) AS _seq FROM {_table}))) "
            + $"SELECT t._seq FROM blocks CROSS JOIN {_table} t INDEXED BY \"{collection.IndexName(index)}\" "
            + $"ON {SqliteCollection.BlockSql} = blocks.n";
    }

    private static IReadOnlyList<string>? Best(SqliteCollection collection, DocumentQuery query)
    {
        if (query.Where.Any(c => c is { Field: "_id", Comparison: Comparison.Equal })) return null;
        IReadOnlyList<string>? best = null;
        var bestScore = 0;
        foreach (var index in collection.Definition.Indexes)
        {
            var score = Score(index, query);
            if (score <= bestScore) continue;
            best = index;
            bestScore = score;
        }

        return best;
    }

    // Each leading field held fast counts more than any range on the field that follows.
    private static int Score(IReadOnlyList<string> index, DocumentQuery query)
    {
        var equal = 0;
        while (equal < index.Count && query.Where.Any(c => c.Field == index[equal] && c.Comparison == Comparison.Equal)) equal++;
        var range = equal < index.Count && query.Where.Any(c => c.Field == index[equal]) ? 1 : 0;
        return (2 * equal) + range;
    }
}
