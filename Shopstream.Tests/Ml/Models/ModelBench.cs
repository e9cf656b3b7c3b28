using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ml.Models;

/// <summary>A model store on a SQLite file, with a clock that the test moves.</summary>
internal sealed class ModelBench : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    public ModelBench()
    {
        Documents = new SqliteDocumentStore(_directory.File("documents.db"), FsyncPolicy.Never);
        Store = Another();
    }

    public ManualTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public MlOptions Options { get; } = new() { KeepVersions = 3 };

    public IDocumentStore Documents { get; }

    public ModelStore Store { get; }

    public static ModelVersion Version(string name = "m", string kind = "boosted") => new()
    {
        Name = name,
        Kind = kind,
        Seed = 7,
        Data = new ModelData("sessions", 1000, 2000, 100, 30, 40, "abc"),
        Hyperparameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["trees"] = "100" },
        Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
        {
            ["later"] = new Dictionary<string, double>(StringComparer.Ordinal) { ["auc"] = 0.83 },
        },
    };

    public static ModelVerdict Verdict(bool isBetter, int? against) => new(isBetter, against, "auc", 0.8, 0.7, 0.05, 0.15, 0.95, 100, 50, "seen");

    /// <summary>The store as another host has it.</summary>
    public ModelStore Another() => new(Documents, Microsoft.Extensions.Options.Options.Create(Options), Clock);

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        _directory.Dispose();
    }
}
