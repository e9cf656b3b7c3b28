using System.Text.Json;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Experiments.Results;

/// <summary>
/// What the stream job has summed. An experiment is two documents an input partition and a day two more, whatever the number of answers.
/// </summary>
internal sealed class RecordedSums(IDocumentStore documents, ExperimentCollectionsReady collections)
{
    private const long DayMs = 86_400_000;

    /// <summary>The users of an experiment, by variant.</summary>
    public async ValueTask<Dictionary<string, VariantSums>> OfAsync(string experiment, CancellationToken cancellationToken)
    {
        await collections.EnsureAsync(cancellationToken);
        var sums = new Dictionary<string, VariantSums>(StringComparer.Ordinal);
        var query = new DocumentQuery { Where = [new("experiment", Comparison.Equal, experiment)] };
        await foreach (var document in documents.FindAsync(FeedbackCollections.Sums.Name, query, cancellationToken))
        {
            foreach (var (variant, part) in JsonSerializer.Deserialize(document.Body.Span, ExperimentsJsonContext.Default.ExperimentSums)!.Variants)
            {
                if (!sums.TryGetValue(variant, out var whole)) sums[variant] = whole = new VariantSums();
                whole.Add(part);
            }
        }

        return sums;
    }

    /// <summary>The rows of days, added over partitions, by day, variant and algorithm.</summary>
    /// <param name="experiment">Id of the experiment; empty for answers without one.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<(long Day, DailyRow Row)>> DaysAsync(
        string experiment, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await collections.EnsureAsync(cancellationToken);
        var rows = new SortedDictionary<(long, string, string), DailyRow>();
        var query = new DocumentQuery
        {
            Where =
            [
                new("day", Comparison.AtLeast, from.ToUnixTimeMilliseconds() / DayMs),
                new("day", Comparison.Below, (to.ToUnixTimeMilliseconds() / DayMs) + 1),
            ],
        };
        await foreach (var document in documents.FindAsync(FeedbackCollections.Days.Name, query, cancellationToken))
        {
            var day = JsonSerializer.Deserialize(document.Body.Span, ExperimentsJsonContext.Default.DailyDocument)!;
            foreach (var part in day.Rows.Where(row => row.Experiment == experiment))
            {
                var key = (day.Day, part.Variant, part.Algorithm);
                if (!rows.TryGetValue(key, out var whole))
                    rows[key] = whole = new DailyRow { Experiment = experiment, Variant = part.Variant, Algorithm = part.Algorithm };
                foreach (var (name, value) in part.Sums) whole.Sums[name] = whole.Sums.GetValueOrDefault(name) + value;
            }
        }

        return [.. rows.Select(row => (row.Key.Item1, row.Value))];
    }
}
