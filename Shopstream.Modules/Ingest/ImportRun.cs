using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Modules.Ingest;

/// <summary>One pass over a source: what is to be published next, and the counts.</summary>
internal sealed class ImportRun(EventPublisher publisher, string id, string source)
{
    private readonly string _producerId = ImportLane.ProducerId(id);
    private readonly string _rejectsProducerId = $"rejects-of-{id}";
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private List<OutgoingRecord> _sessions = [];
    private List<OutgoingRecord> _interactions = [];
    private List<OutgoingRecord> _refused = [];
    private string _topic = Topics.UserInteractions;
    private string _rejectedTopic = Topics.RejectedInteractions;
    private long _accepted;

    /// <summary>Rows seen; the next row's sequence number.</summary>
    public long Sequence { get; private set; }

    public int Pending => _sessions.Count + _interactions.Count + _refused.Count;

    public ImportSummary Summary => new(Sequence, _accepted, new Dictionary<string, long>(_rejected, StringComparer.Ordinal));

    /// <summary>Takes a row.</summary>
    public void Add(in ImportedRow row, bool alreadyPublished)
    {
        var sequence = Sequence++;
        if (row.Session is not null) (_topic, _rejectedTopic) = (Topics.UserSessionInfo, Topics.RejectedSessions);
        if (row.Rejection is { } rejection)
        {
            _rejected[rejection.Reason] = _rejected.GetValueOrDefault(rejection.Reason) + 1;
            if (!alreadyPublished)
                _refused.Add(publisher.Refused(rejection, source, $"line {row.Line}", row.RawText, _rejectsProducerId, sequence));
            return;
        }

        _accepted++;
        if (alreadyPublished) return;
        if (row.Session is { } session) _sessions.Add(EventPublisher.Record(session, row.Raw, _producerId, sequence));
        else _interactions.Add(EventPublisher.Record(row.Interaction!, row.Raw, _producerId, sequence));
    }

    /// <summary>Publishes what is pending.</summary>
    public async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        await publisher.PublishAsync(Topics.UserSessionInfo, _sessions, _rejectedTopic, _refused, source, cancellationToken);
        await publisher.PublishAsync(Topics.UserInteractions, _interactions, _rejectedTopic, [], source, cancellationToken);
        (_sessions, _interactions, _refused) = (new(_sessions.Count), new(_interactions.Count), []);
    }

    /// <summary>Marks the end of the source.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) =>
        publisher.EndLaneAsync(_topic, _producerId, Sequence, cancellationToken);
}
