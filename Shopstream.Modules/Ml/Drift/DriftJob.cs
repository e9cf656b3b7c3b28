using Microsoft.Extensions.Logging;
using Shopstream.Modules.Jobs;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Drift;

/// <summary>The job <c>model-drift</c>: compares the latest rows with those that the current version of each model was trained on.</summary>
internal sealed class DriftJob(ServedModels models, ModelStore versions, DriftStore reports, IDocumentStore documents, MlMetrics metrics, ILogger<DriftJob> logger) : IBatchJob
{
    private const string Window = "window";
    private const string Rows = "rows";

    public string Name => "model-drift";

    public string Description => "Measures how far inputs and scores have moved since the current version of each model was trained.";

    public string? DefaultCron => "0 5 * * * ?";

    public IReadOnlyList<JobParameter> Parameters { get; } =
    [
        JobParameter.Duration(Window, "How far back rows are read.", TimeSpan.FromDays(1)),
        JobParameter.WholeNumber(Rows, "Rows read at most, the latest.", 20_000, 100, 1_000_000),
    ];

    public async Task<IReadOnlyDictionary<string, object?>> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        var families = models.Families.ToList();
        foreach (var family in families)
        {
            run.Report((double)result.Count / families.Count, $"reading rows of model {family.Name}");
            result[family.Name] = await MeasureAsync(family, run, cancellationToken);
        }

        return result;
    }

    private async Task<string> MeasureAsync(IModelFamily family, JobRun run, CancellationToken cancellationToken)
    {
        if (await models.CurrentAsync(family.Name, cancellationToken) is not { } current) return "no current version";
        var version = current.Stored.Version;
        if (await versions.ReadReferenceAsync(version, cancellationToken) is not { } bytes) return "the version has no training distribution";
        var now = run.Time.GetUtcNow();
        var recent = await family.ReadRecentAsync(current.Model, documents, now - run.Duration(Window)!.Value, (int)run.WholeNumber(Rows)!.Value, cancellationToken);
        if (recent.Table.Rows == 0) return "no rows";
        var (score, columns) = DriftReference.Load(bytes).Compare(recent.Table, current.Model.Predict(recent.Table));
        var level = columns.Where(c => !family.CalendarColumns.Contains(c.Name)).Append(score).Max(m => m.Level);
        var report = new DriftReport(
            family.Name, version.Number, now.ToUnixTimeMilliseconds(), recent.Table.Rows, recent.FromMs, recent.ToMs, level, score, columns);
        await reports.WriteAsync(report, cancellationToken);
        metrics.Drift(report);
        var furthest = columns.FirstOrDefault(c => !family.CalendarColumns.Contains(c.Name))?.Name;
        if (level == DriftLevel.Drifted) DriftLog.Drifted(logger, family.Name, version.Number, furthest ?? DriftReference.ScoreName);
        return level switch
        {
            DriftLevel.Stable => "stable",
            DriftLevel.Shifted => $"shifted, {furthest} the furthest",
            _ => $"drifted, {furthest} the furthest",
        };
    }
}

/// <summary>Log messages of drift; event ids 1460 to 1469.</summary>
internal static partial class DriftLog
{
    [LoggerMessage(1460, LogLevel.Warning, "Model {Model}, version {Version}: its inputs or scores have drifted, {Furthest} the furthest; train it anew")]
    public static partial void Drifted(ILogger logger, string model, int version, string furthest);
}
