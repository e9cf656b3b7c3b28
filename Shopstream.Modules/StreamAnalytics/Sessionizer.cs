using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Streaming;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// Gathers raw interactions into sessions, by the sender's session id where there is one, else by inactivity, and keeps their
/// summaries in the index current. Not thread-safe.
/// </summary>
/// <param name="options">Gaps and lateness.</param>
/// <param name="scope">Distinguishes the summaries of one lane and partition from those of others.</param>
internal sealed class Sessionizer(StreamAnalyticsOptions options, string scope) : ICheckpointed
{
    private readonly SessionWindows<SessionKey, GatheredSession> _sessions = new(
        options.SessionGap,
        options.AllowedLateness,
        () => new GatheredSession(),
        (earlier, later) => earlier.Merge(later),
        key => key.IsIdentified ? options.IdentifiedSessionGap : options.SessionGap,
        GatheredSessionJsonContext.Default.Options);

    /// <summary>Ids of summaries whose session became part of another.</summary>
    public List<string> Absorbed { get; } = [];

    /// <summary>Adds an interaction.</summary>
    /// <returns>What that changed; nothing when it came too late.</returns>
    public SessionEffect Add(Interaction interaction, long watermark)
    {
        var key = new SessionKey(interaction.UserId, interaction.SessionId ?? "");
        var change = _sessions.Add(key, interaction.EventTimeMs, watermark, interaction, static (session, added) => session.Add(added));
        if (change.IsLate) return default;
        if (change.Absorbed is { } absorbed) Absorbed.Add(IdOf(key, absorbed.StartMs));
        return change.Session.Acc.Settle(change.Session.StartMs, change.Session.LastMs);
    }

    /// <summary>Closes the sessions that the watermark has passed, and adds their final summaries.</summary>
    public void Advance(long watermark, AnalyticsOutputs outputs) =>
        _sessions.Advance(watermark, session => outputs.Summaries.Add(Summarise(session, outputs.Version)));

    /// <summary>Adds the summaries of the sessions that changed.</summary>
    public void DrainChanged(AnalyticsOutputs outputs) => _sessions.DrainChanged(session => outputs.Summaries.Add(Summarise(session, outputs.Version)));

    public void Snapshot(StateWriter writer) => _sessions.Snapshot(writer);

    public void Restore(StateReader reader)
    {
        _sessions.Restore(reader);

        // A session that has ended is summarised again only when it closes, so its last change may not have been handed out either.
        _sessions.MarkAllChanged();
    }

    private Document Summarise(Session<SessionKey, GatheredSession> session, long version)
    {
        var summary = session.Acc.ToSummary(session.Key, session.StartMs, session.LastMs);
        return new Document(
            IdOf(session.Key, session.StartMs),
            JsonSerializer.SerializeToUtf8Bytes(summary, IndexJsonContext.Default.SessionSummary),
            [summary.StartMs]) { Version = version };
    }

    private string IdOf(SessionKey key, long startMs) => $"{scope}|{key.UserId}|{key.SessionId}|{startMs}";
}
