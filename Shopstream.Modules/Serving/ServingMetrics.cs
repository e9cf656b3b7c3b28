using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Serving;

/// <summary>What the serving module counts.</summary>
internal sealed class ServingMetrics
{
    private readonly Counter<long> refused;
    private readonly UpDownCounter<long> streamClients;
    private readonly Counter<long> streamEvents;
    private readonly Counter<long> streamDropped;
    private readonly Counter<long> streamFailures;

    public ServingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Shopstream.Serving");
        refused = meter.CreateCounter<long>("shopstream.serving.refused", "{request}", "Requests refused by a guard, by reason.");
        streamClients = meter.CreateUpDownCounter<long>("shopstream.serving.stream.clients", "{client}", "Listeners of the event stream.");
        streamEvents = meter.CreateCounter<long>("shopstream.serving.stream.events", "{event}", "Events produced for the event stream.");
        streamDropped = meter.CreateCounter<long>("shopstream.serving.stream.dropped", "{client}", "Listeners cut off because they read too slowly.");
        streamFailures = meter.CreateCounter<long>("shopstream.serving.stream.failures", "{event}", "Events that could not be produced.");
    }

    /// <summary>A guard refused a request: <c>rate</c>, <c>key</c> or <c>size</c>.</summary>
    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ClientCame() => streamClients.Add(1);

    public void ClientLeft() => streamClients.Add(-1);

    public void ClientDropped() => streamDropped.Add(1);

    public void EventProduced() => streamEvents.Add(1);

    public void EventFailed() => streamFailures.Add(1);
}
