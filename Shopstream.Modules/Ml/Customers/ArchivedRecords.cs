using System.Runtime.CompilerServices;
using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Customers;

/// <summary>The archived sessions and interactions as batch jobs read them.</summary>
internal sealed class ArchivedRecords(IDocumentStore documents)
{
    /// <summary>Field of a session's begin.</summary>
    public const string SessionTime = "startMs";

    /// <summary>Field of an interaction's time.</summary>
    public const string InteractionTime = "timeMs";

    /// <summary>Sessions, as the archive makes them; made here too, so that a job can run where no archive has written yet.</summary>
    public static readonly CollectionDefinition Sessions = new("sessions",
        [new("userId", IsInteger: false), new(SessionTime, IsInteger: true)],
        [["userId", SessionTime], [SessionTime]]);

    /// <summary>Interactions, as the archive makes them.</summary>
    public static readonly CollectionDefinition Interactions = new("interactions",
        [new("userId", IsInteger: false), new(InteractionTime, IsInteger: true)],
        [["userId", InteractionTime], [InteractionTime]]);

    private static readonly (CollectionDefinition Collection, string Time)[] Both = [(Sessions, SessionTime), (Interactions, InteractionTime)];

    /// <summary>Creates the collections when they are not there yet.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var (collection, _) in Both) await documents.EnsureCollectionAsync(collection, cancellationToken);
    }

    /// <summary>Number of records of each kind in [from, to).</summary>
    public async ValueTask<(long Sessions, long Interactions)> CountAsync(long fromMs, long toMs, CancellationToken cancellationToken) => (
        await documents.CountAsync(Sessions.Name, Between(SessionTime, fromMs, toMs), cancellationToken),
        await documents.CountAsync(Interactions.Name, Between(InteractionTime, fromMs, toMs), cancellationToken));

    /// <summary>Time of the first record at or after a time; null when there is none.</summary>
    public async ValueTask<long?> FirstFromAsync(long fromMs, CancellationToken cancellationToken)
    {
        long? first = null;
        foreach (var (collection, time) in Both)
            if (await EndAsync(collection, time, new(time, Comparison.AtLeast, fromMs), descending: false, cancellationToken) is { } found) first = Math.Min(first ?? found, found);
        return first;
    }

    /// <summary>Time of the last record before a time; null when there is none.</summary>
    public async ValueTask<long?> LastBeforeAsync(long beforeMs, CancellationToken cancellationToken)
    {
        long? last = null;
        foreach (var (collection, time) in Both)
            if (await EndAsync(collection, time, new(time, Comparison.Below, beforeMs), descending: true, cancellationToken) is { } found) last = Math.Max(last ?? found, found);
        return last;
    }

    /// <summary>Adds the records of [from, to) to a builder.</summary>
    /// <returns>How many were read, and how many of them were no valid record.</returns>
    public ValueTask<(long Read, long Unreadable)> ReadAsync(long fromMs, long toMs, CustomerDayBuilder builder, CancellationToken cancellationToken) =>
        ReadAsync(fromMs, toMs, builder.Add, builder.Add, cancellationToken);

    /// <summary>Hands over the records of [from, to), sessions first.</summary>
    /// <returns>How many were read, and how many of them were no valid record.</returns>
    public async ValueTask<(long Read, long Unreadable)> ReadAsync(
        long fromMs, long toMs, Action<ShopSession> takeSession, Action<Interaction> takeInteraction, CancellationToken cancellationToken)
    {
        var (read, unreadable) = (0L, 0L);
        await foreach (var document in documents.FindAsync(Sessions.Name, Between(SessionTime, fromMs, toMs), cancellationToken))
        {
            read++;
            if (SessionReader.Read(document.Body.Span, DateTimeOffset.MaxValue, out var session) is null) takeSession(session!);
            else unreadable++;
        }

        await foreach (var interaction in InteractionsAsync(fromMs, toMs, cancellationToken))
        {
            read++;
            if (interaction is not null) takeInteraction(interaction);
            else unreadable++;
        }

        return (read, unreadable);
    }

    private async ValueTask<long?> EndAsync(CollectionDefinition collection, string time, FieldCondition condition, bool descending, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery { Where = [condition], SortBy = time, Descending = descending, Limit = 1 };
        await foreach (var document in documents.FindAsync(collection.Name, query, cancellationToken))
        {
            using var json = JsonDocument.Parse(document.Body);
            return json.RootElement.GetProperty(time).GetInt64();
        }

        return null;
    }

    private async IAsyncEnumerable<Interaction?> InteractionsAsync(long fromMs, long toMs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in documents.FindAsync(Interactions.Name, Between(InteractionTime, fromMs, toMs), cancellationToken))
        {
            // A sender may have given no time; then the archive's own field holds that of the arrival.
            var noTime = DateTimeOffset.UnixEpoch.AddMilliseconds(fromMs);
            if (InteractionReader.Read(document.Body.Span, noTime, DateTimeOffset.MaxValue, out var interaction) is not null)
            {
                yield return null;
                continue;
            }

            if (interaction!.Extra?.TryGetValue(InteractionTime, out var time) is true && time.TryGetInt64(out var ms)) interaction.EventTime = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            yield return interaction;
        }
    }

    private static DocumentQuery Between(string time, long fromMs, long toMs) =>
        new() { Where = [new(time, Comparison.AtLeast, fromMs), new(time, Comparison.Below, toMs)] };
}
