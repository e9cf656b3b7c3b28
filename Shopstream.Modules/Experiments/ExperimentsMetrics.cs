using System.Diagnostics.Metrics;

namespace Shopstream.Modules.Experiments;

/// <summary>Metrics of the experiments.</summary>
internal sealed class ExperimentsMetrics
{
    public const string MeterName = "Shopstream.Experiments";

    private readonly Counter<long> _answers;
    private readonly Counter<long> _feedback;
    private readonly Counter<long> _excluded;
    private readonly Counter<long> _unreadable;

    public ExperimentsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _answers = meter.CreateCounter<long>("shopstream.experiments.answers", "{answer}", "Answers with recommendations recorded");
        _feedback = meter.CreateCounter<long>("shopstream.experiments.feedback", "{event}", "Feedback joined to its answer, by type");
        _excluded = meter.CreateCounter<long>("shopstream.experiments.excluded", "{event}", "Feedback and answers that results leave out, by reason");
        _unreadable = meter.CreateCounter<long>("shopstream.experiments.unreadable", "{record}", "Records that were no valid document, by topic");
    }

    public void Answered() => _answers.Add(1);

    public void Joined(string type) => _feedback.Add(1, new KeyValuePair<string, object?>("type", type));

    public void Excluded(string reason) => _excluded.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Unreadable(string topic) => _unreadable.Add(1, new KeyValuePair<string, object?>("topic", topic));
}
