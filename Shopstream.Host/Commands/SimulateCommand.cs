using System.CommandLine;
using System.Globalization;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Host.Commands;

/// <summary><c>simulate</c>: sessions of the simulated shop, to the pipeline or to a file.</summary>
internal static class SimulateCommand
{
    public static Command Create(IReadOnlyList<string> settings)
    {
        var sessions = new Option<long>("--sessions") { Description = "How many sessions.", Required = true };
        var seed = new Option<long>("--seed") { Description = "Seed of the random numbers; the same seed gives the same shop.", DefaultValueFactory = _ => 42 };
        var rate = new Option<double?>("--rate") { Description = "Sessions a second; as fast as it goes when absent." };
        var output = new Option<FileInfo?>("--out") { Description = "Write JSON lines to this file instead of the bus." };
        var truth = new Option<FileInfo?>("--truth")
        {
            Description = "With --out: write the chance of a purchase that the shop itself knew of each session to this CSV file, to judge models by (train purchase --oracle).",
        };
        var json = CommandOptions.Json();
        var command = new Command("simulate", "Simulates the furniture shop. Settings of the section Simulator apply.") { sessions, seed, rate, output, truth, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(sessions);
            if (count < 0) throw new ConfigurationException($"--sessions: found {count}, expected 0 or more.");
            using var host = ShopstreamHost.CreateWorker(settings);
            var options = host.Services.GetRequiredService<IConfiguration>().GetSection("Simulator").Get<SimulatorOptions>(o => o.ErrorOnUnknownConfiguration = true)
                ?? new SimulatorOptions();
            options.Seed = parsed.GetValue(seed);
            if (parsed.GetValue(output) is { } file)
            {
                await WriteFileAsync(options, count, parsed.GetValue(rate), file.FullName, parsed.GetValue(truth)?.FullName, cancellationToken);
                return 0;
            }

            if (parsed.GetValue(truth) is not null) throw new ConfigurationException("--truth: found without --out, expected both.");

            var request = ImportRequest.ForSimulation(options, count) with { Rate = parsed.GetValue(rate) };
            return await FeedCommand.RunAsync(host, request, $"simulate {count} sessions, seed {options.Seed}", parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task WriteFileAsync(
        SimulatorOptions options, long count, double? rate, string path, string? truthPath, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        await using var truth = truthPath is null ? null : new StreamWriter(truthPath);
        truth?.Write("sessionId,probability,observable\n");
        var pace = new Pace(rate, TimeProvider.System);
        long written = 0;
        foreach (var session in new ShopSimulator(options).Generate(count, truth is null ? null : WriteTruth))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ShopSimulator.Write(file, session);
            await pace.WaitAsync(++written, cancellationToken);
        }

        Console.WriteLine($"Wrote {written} sessions of seed {options.Seed} to {path}");

        void WriteTruth(ShopSession session, PurchaseTruth chance) =>
            truth!.Write(string.Create(CultureInfo.InvariantCulture, $"{session.SessionId},{chance.Probability:R},{chance.Observable:R}\n"));
    }
}
