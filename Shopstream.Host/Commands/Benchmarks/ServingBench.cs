using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Recommendations;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Factorization;
using Shopstream.Modules.Recommendations.Profiles;
using Shopstream.Modules.Recommendations.Training;
using Shopstream.Modules.Stores;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Ten of 20,000 products for a visitor: inside the process when the visitor has just done something and when not, beside the inner
/// products of one vector of factors with all products; over HTTP by wrk, beside an endpoint that does nothing; and how soon an answer
/// reflects an interaction.
/// </summary>
internal static class ServingBench
{
    private const int Products = 20_000;
    private const int Visitors = 20_000;
    private const int Events = 1_000_000;
    private const int Asked = 4_000;
    private const int Seed = 20_262;
    private static readonly TrainingOptions Training = new() { Factors = 64, Iterations = 5 };

    public static async Task<BenchReport> RunAsync(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("generating a shop");
        var data = ServingBenchData.Generate(Visitors, Products, Events, Seed);
        var training = data.Training();
        progress("training");
        var model = ModelTrainer.Train(training, training.Events.ToArray().Max(e => e.TimeMs), ModelTrainer.Choices(Products, Training)[0], Training, (_, what) => progress(what), cancellationToken);
        var directory = Directory.CreateTempSubdirectory("shopstream-bench-").FullName;
        try
        {
            await using var app = ShopstreamHost.CreateWeb(
            [
                $"--Data:Path={directory}", "--urls=http://127.0.0.1:0", "--Modules:Simulator=false", "--Modules:Batch=false", "--Logging:LogLevel:Default=Warning",
                "--Serving:ReadsPerSecond=1000000", "--Serving:WritesPerSecond=1000000", .. settings,
            ]);
            app.MapGet("/bench/empty", () => Results.Empty);
            await app.StartAsync(cancellationToken);
            var view = await FillAsync(app.Services, data, model, cancellationToken);
            List<double> after = [], again = [], scan = [];
            for (var run = 0; run < runs; run++)
            {
                var (first, second) = Answer(app.Services, view, data);
                after.Add(first);
                again.Add(second);
                scan.Add(Scan(model.Factors));
                progress($"run {run + 1} of {runs}: {1e6 * first:0} µs after an interaction, {1e6 * second:0} µs without, scan {1e6 * scan[^1]:0} µs");
            }

            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var http = await ServingLoad.RunAsync(address, Visitors, runs, progress, cancellationToken);
            List<double> fresh = [];
            for (var run = 0; run < runs; run++)
            {
                fresh.Add(await RecommendationFreshness.MeasureAsync(address, run, cancellationToken));
                progress($"run {run + 1} of {runs}: 99 % of the interactions count within {1e3 * fresh[^1]:0.0} ms");
            }

            await app.StopAsync(cancellationToken);
            return new(
                "serving",
                BenchReport.DescribeMachine(),
                $"{Products:N0} products, {Visitors:N0} visitors with {Events / Visitors} events each, hybrid of nine sources, 10 products an answer; HTTP: wrk, 2 threads, {ServingLoad.Connections} connections, "
                    + $"{ServingLoad.Seconds} s, visitors at random; freshness at {RecommendationFreshness.Rate:N0} interactions/s; seed {Seed}{string.Concat(settings.Select(s => " " + s))}",
                [
                    BenchResult.Of("recommend_seconds", "s", after, "scan_of_factors", scan),
                    BenchResult.Of("recommend_unchanged_seconds", "s", again, "scan_of_factors", scan),
                    .. http,
                    BenchResult.Of("freshness_p99_seconds", "s", fresh),
                ]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<ShopView> FillAsync(IServiceProvider services, ServingBenchData data, RecommendationModel model, CancellationToken cancellationToken)
    {
        var views = services.GetRequiredService<ShopViews>();
        await views.PrepareAsync(cancellationToken);
        await services.GetRequiredService<ProductCatalogue>().PutAsync(data.Catalogue(), cancellationToken);
        var documents = services.GetRequiredService<IDocumentStore>();
        foreach (var chunk in Enumerable.Range(0, data.Visitors).Chunk(1_000))
            await documents.UpsertAsync(VisitorProfiles.Collection.Name, [.. chunk.Select(v => VisitorProfiles.DocumentOf(0, data.ProfileOf(v)))], cancellationToken);
        var store = services.GetRequiredService<ModelStore>();
        var version = await store.AddAsync(
            new() { Name = RecommenderJob.ModelName, Kind = "item-knn", Data = new("bench", null, null, Events, Events, Visitors, "") }, model.Encode(), ReadOnlyMemory<byte>.Empty, cancellationToken);
        await store.DecideAsync(RecommenderJob.ModelName, version.Number, new(true, null, "none", 0, 0, 0, 0, 0.95, 0, 0, "bench"), cancellationToken);
        while (views.Current.Model is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            await views.RefreshAsync(cancellationToken);
        }

        return views.Current;
    }

    /// <summary>Seconds an answer takes for visitors who have just done something, and for the same ones again.</summary>
    private static (double After, double Again) Answer(IServiceProvider services, ShopView view, ServingBenchData data)
    {
        var engine = services.GetRequiredService<RecommendationEngine>();
        var preferences = services.GetRequiredService<IOptions<RecommendationsOptions>>().Value.Preferences;
        var policy = AnswerPolicy.Find(AnswerPolicy.Default)!;
        var request = new AnswerRequest { Count = 10 };
        var now = DateTimeOffset.UnixEpoch.AddDays(20_010);
        VisitorProfile[] profiles = [.. Enumerable.Range(0, Asked).Select(v => VisitorProfile.Of([data.ProfileOf(v)], view.Catalogue, preferences))];
        foreach (var profile in profiles.AsSpan(0, Asked / 4)) engine.Recommend(view, profile, request, policy, now, 1);
        var rest = profiles.AsSpan(Asked / 4);
        var first = Seconds(rest);
        return (first, Seconds(rest));

        double Seconds(ReadOnlySpan<VisitorProfile> visitors)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var profile in visitors) engine.Recommend(view, profile, request, policy, now, 1);
            return Stopwatch.GetElapsedTime(start).TotalSeconds / visitors.Length;
        }
    }

    private static double Scan(FactorRows factors)
    {
        var (vector, scores) = (factors[0].ToArray(), new float[factors.Count]);
        const int Times = 200;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++) factors.Dot(vector, scores);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / Times;
    }
}
