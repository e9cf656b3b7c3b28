using System.Text.Json;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Streams the flat views of archived sessions into a table for purchase models: one row a session. Columns known only after
/// checkout are left out, the target excepted. Beside the features there are <see cref="User"/> and <see cref="Time"/>, by which
/// rows are divided; they are no features.
/// </summary>
public static class PurchaseFeatures
{
    /// <summary>Collection of the archived sessions.</summary>
    public const string Collection = "sessions";

    /// <summary>Column to be predicted: 1 where the session ended in a purchase.</summary>
    public const string Target = "purchaseMade";

    /// <summary>Column of the user; whole users are held out.</summary>
    public const string User = "userId";

    /// <summary>Column of the session's begin in milliseconds since 1970, UTC; later data are held out.</summary>
    public const string Time = "startMs";

    /// <summary>Most <c>isViewedProduct{id}</c> columns: those of the products viewed in most sessions.</summary>
    public const int MostProducts = 50;

    /// <summary>Columns that divide rows and are no features.</summary>
    public static IReadOnlySet<string> Keys { get; } = new HashSet<string>(StringComparer.Ordinal) { User, Time };

    /// <summary>Sessions that began in [<paramref name="from"/>, <paramref name="to"/>), all where null, from the store, in order of time.</summary>
    /// <param name="documents">Where the archive is.</param>
    /// <param name="from">Least begin.</param>
    /// <param name="to">Begins lie below it.</param>
    /// <param name="like">Pipeline of a model that is to predict from the table; null for training.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="InvalidDataException">A document is no archived session; the message names it.</exception>
    public static Task<ColumnTable> ReadAsync(
        IDocumentStore documents, DateTimeOffset? from, DateTimeOffset? to, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        var where = new List<FieldCondition>();
        if (from is { } begin) where.Add(new(Time, Comparison.AtLeast, begin.ToUnixTimeMilliseconds()));
        if (to is { } end) where.Add(new(Time, Comparison.Below, end.ToUnixTimeMilliseconds()));
        var query = new DocumentQuery { Where = where, SortBy = Time };
        return ReadAsync(documents.FindAsync(Collection, query, cancellationToken), like, cancellationToken);
    }

    /// <summary>The table of archived sessions as they come; see <see cref="ReadAsync(IDocumentStore, DateTimeOffset?, DateTimeOffset?, FeaturePipeline?, CancellationToken)"/>.</summary>
    /// <exception cref="InvalidDataException">A document is no archived session; the message names it.</exception>
    public static async Task<ColumnTable> ReadAsync(IAsyncEnumerable<Document> sessions, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        var table = new PurchaseTable(like);
        await foreach (var session in sessions.WithCancellation(cancellationToken)) Add(table, session);
        return table.Build();
    }

    /// <summary>The table of archived sessions to train on, and the same rows with the columns of a model in use.</summary>
    /// <exception cref="InvalidDataException">A document is no archived session; the message names it.</exception>
    internal static async Task<(ColumnTable Training, ColumnTable? Like)> ReadBothAsync(
        IAsyncEnumerable<Document> sessions, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        var training = new PurchaseTable();
        var other = like is null ? null : new PurchaseTable(like);
        await foreach (var session in sessions.WithCancellation(cancellationToken)) Add(training, session, other);
        return (training.Build(), other?.Build());
    }

    private static void Add(PurchaseTable table, Document session, PurchaseTable? other = null)
    {
        try
        {
            using var json = JsonDocument.Parse(session.Body);
            var root = json.RootElement;
            var (user, time, flat) = (root.GetProperty(User).ToString(), root.GetProperty(Time).GetInt64(), root.GetProperty("flat"));
            table.Add(user, time, flat);
            other?.Add(user, time, flat);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"document {session.Id} of {Collection}: found no archived session with {User}, {Time} and flat: {e.Message}", e);
        }
    }
}
