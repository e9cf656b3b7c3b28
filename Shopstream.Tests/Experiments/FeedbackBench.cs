using System.Text;
using System.Text.Json;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Experiments.Results;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Experiments;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Modules.Streaming;
using Shopstream.Modules.Streaming.Runtime;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Experiments;

/// <summary>The two processors of the job on one partition each, with a store of their own and a clock that a test moves.</summary>
internal sealed class FeedbackBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _directory = new();
    private readonly TestMeterFactory _meters = new();
    private readonly Dictionary<string, Dictionary<string, ReadOnlyMemory<byte>>> _slots = [];
    private readonly Dictionary<string, IPartitionProcessor> _processors = [];

    private FeedbackBench(ExperimentsOptions options)
    {
        Options = options;
        Documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
        Sums = new RecordedSums(Documents, new ExperimentCollectionsReady(Documents));
    }

    public ExperimentsOptions Options { get; }

    public SqliteDocumentStore Documents { get; }

    public RecordedSums Sums { get; }

    public ManualTimeProvider Clock { get; } = new(Noon.AddHours(1));

    public static async Task<FeedbackBench> OpenAsync(ExperimentsOptions? options = null)
    {
        var bench = new FeedbackBench(options ?? new ExperimentsOptions());
        await new ExperimentCollectionsReady(bench.Documents).EnsureAsync(default);

        // Users of experiments that are gone are forgotten: this one runs.
        var running = new ExperimentDefinition { Id = "exp", State = ExperimentDefinition.Running };
        await bench.Documents.UpsertAsync(
            ExperimentCollections.Experiments.Name,
            [new Document("exp", JsonSerializer.SerializeToUtf8Bytes(running, EventsJsonContext.Default.ExperimentDefinition), [running.State, 1L])], default);
        return bench;
    }

    /// <summary>An answer with five products, p1 to p5 on its first page.</summary>
    public static ConsumedRecord Answer(long offset, string id, string user, string variant = "a", string? team = null, int minutes = 0, int from = 1)
    {
        var answer = new ServedRecommendations
        {
            RecommendationId = id,
            UserId = user,
            ServedAt = Noon.AddMinutes(minutes),
            Experiment = "exp",
            Variant = variant,
            Algorithm = "algo-" + variant,
            Items = [.. Enumerable.Range(from, 5).Select(i => new ServedProduct { ProductId = $"p{i}", Position = i, Propensity = 1.0 / i, Team = team })],
        };
        return Record(offset, JsonSerializer.SerializeToUtf8Bytes(answer, EventsJsonContext.Default.ServedRecommendations));
    }

    /// <summary>Something that a user did, minutes after noon.</summary>
    public static ConsumedRecord Did(
        long offset, string user, string type, string product, string? answer, double minutes = 1, string? eventId = null, double? price = null)
    {
        var interaction = new Interaction
        {
            UserId = user, EventType = type, ProductId = product, RecommendationId = answer, EventTime = Noon.AddMinutes(minutes), EventId = eventId, Price = price,
        };
        return Record(offset, JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction));
    }

    public Task AnswersAsync(params IReadOnlyList<ConsumedRecord> records) => ProcessAsync(Topics.ServedRecommendations, records);

    public Task FeedbackAsync(params IReadOnlyList<ConsumedRecord> records) => ProcessAsync(Topics.UserInteractions, records);

    /// <summary>Hands out what there is.</summary>
    public async Task EmitAsync()
    {
        foreach (var processor in _processors.Values) await processor.EmitAsync(all: true, default);
    }

    /// <summary>Writes a checkpoint of one topic's processor.</summary>
    public async Task CheckpointAsync(string topic)
    {
        if (!_processors.TryGetValue(topic, out var processor)) return;
        await processor.FlushAsync(default);
        var state = new StateWriter();
        await processor.SnapshotAsync(state, default);
        if (!_slots.TryGetValue(topic, out var slots)) _slots[topic] = slots = [];
        state.ApplyTo(slots);
    }

    /// <summary>Loses a processor and goes on from its checkpoint, on a host that remembers nothing.</summary>
    public void Crash(string topic) => _processors.Remove(topic);

    /// <summary>The sums of a variant.</summary>
    public async Task<VariantSums> VariantAsync(string variant = "a") => (await Sums.OfAsync("exp", default)).GetValueOrDefault(variant) ?? new VariantSums();

    /// <summary>A sum by day over the days around noon.</summary>
    public async Task<long> DailyAsync(string name, string experiment = "exp") =>
        (await Sums.DaysAsync(experiment, Noon.AddDays(-3), Noon.AddDays(3), default)).Sum(d => d.Row.Sums.GetValueOrDefault(name));

    /// <summary>Everything that results are made of, as text.</summary>
    public async Task<string> SnapshotAsync()
    {
        var text = new StringBuilder();
        foreach (var collection in FeedbackCollections.All)
        {
            await foreach (var document in Documents.FindAsync(collection.Name, new DocumentQuery { SortBy = "_id" }, default))
                text.Append(collection.Name).Append(' ').Append(document.Id).Append(' ').AppendLine(Encoding.UTF8.GetString(document.Body.Span));
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }

    private static ConsumedRecord Record(long offset, byte[] json) => new() { Offset = offset, Value = json, TimestampMs = Noon.ToUnixTimeMilliseconds() };

    private async Task ProcessAsync(string topic, IReadOnlyList<ConsumedRecord> records)
    {
        if (!_processors.TryGetValue(topic, out var processor))
        {
            var job = ExperimentsModule.Job(Documents, new ServedAnswers(Documents), Options, new ExperimentsMetrics(_meters), Clock);
            _processors[topic] = processor = job.CreateProcessor(new TopicPartition(topic, 0));
            await processor.RestoreAsync(new StateReader(_slots.GetValueOrDefault(topic) ?? []), default);
        }

        await processor.ProcessAsync(records, default);
    }
}
