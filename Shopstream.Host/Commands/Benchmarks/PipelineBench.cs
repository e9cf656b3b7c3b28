using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest;
using Shopstream.Modules.Ingest.Simulation;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// A million simulated sessions, made beforehand, imported by a process of their own through bus, checks, archive, analyses and
/// index; beside parsing alone and inserting alone. Then the time from accepted to visible at a steady rate.
/// </summary>
internal static class PipelineBench
{
    private const long Sessions = 1_000_000;
    private const int InsertBatch = 5_000;

    public static async Task<BenchReport> RunAsync(int runs, IReadOnlyList<string> settings, Action<string> progress, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("shopstream-bench-").FullName;
        try
        {
            var options = new SimulatorOptions();
            var file = Path.Combine(directory, "sessions.jsonl");
            progress($"simulating {Sessions:N0} sessions, seed {options.Seed}");
            WriteSessions(options, file);
            progress($"wrote {new FileInfo(file).Length / 1e6:N0} MB");

            var throughput = new List<double>();
            var memory = new List<double>();
            var parse = new List<double>();
            var insert = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                var (perSecond, peak) = await MeasureImportAsync(file, Path.Combine(directory, $"data-{run}"), settings, cancellationToken);
                throughput.Add(perSecond);
                memory.Add(peak);
                parse.Add(MeasureParse(file));
                insert.Add(MeasureInsert(file, Path.Combine(directory, $"insert-{run}.db")));
                progress($"run {run + 1}: {perSecond:N0} sessions/s, peak {peak / 1e6:N0} MB; parsing alone {parse[^1]:N0}/s, inserting alone {insert[^1]:N0}/s");
            }

            var visible = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                visible.Add(await FreshnessProbe.MeasureAsync(Path.Combine(directory, $"fresh-{run}"), cancellationToken));
                progress($"run {run + 1}: 99 % of the sessions visible within {visible[^1]:0.000} s");
            }

            return new BenchReport(
                "pipeline",
                BenchReport.DescribeMachine(),
                $"{Sessions:N0} sessions over {options.Span.TotalDays:0} days (seed {options.Seed}), {new FileInfo(file).Length / Sessions} bytes each, embedded defaults{string.Concat(settings.Select(s => " " + s))}; "
                    + $"visible_p99 at {FreshnessProbe.Rate:N0} sessions/s, read over HTTP",
                [
                    BenchResult.Of("sessions_per_second", "sessions/s", throughput, "parse_only", parse),
                    BenchResult.Of("sessions_per_second", "sessions/s", throughput, "insert_only", insert),
                    BenchResult.Of("peak_memory_bytes", "By", memory),
                    BenchResult.Of("visible_p99_seconds", "s", visible),
                ]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void WriteSessions(SimulatorOptions options, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        foreach (var session in new ShopSimulator(options).Generate(Sessions)) ShopSimulator.Write(file, session);

        // What is still on its way to the disk would be in the way of what is measured.
        file.Flush(flushToDisk: true);
    }

    private static double MeasureParse(string file)
    {
        var clock = Stopwatch.StartNew();
        long count = 0;
        foreach (var line in Lines(file))
        {
            if (SessionReader.Read(line.Span, DateTimeOffset.MaxValue, out _) is { } rejection) throw new InvalidDataException(rejection.Detail);
            count++;
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    private static double MeasureInsert(string file, string database)
    {
        var sqlite = new SqliteFile(database, "baseline", 1, "CREATE TABLE sessions(id INTEGER PRIMARY KEY, body BLOB NOT NULL)", FsyncPolicy.Commit);
        using var connection = sqlite.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO sessions(body) VALUES ($b)";
        var body = command.Parameters.Add("$b", SqliteType.Blob);
        var clock = Stopwatch.StartNew();
        long count = 0;
        SqliteTransaction? transaction = null;
        foreach (var line in Lines(file))
        {
            command.Transaction = transaction ??= connection.BeginTransaction();
            body.Value = line.ToArray();
            command.ExecuteNonQuery();
            if (++count % InsertBatch != 0) continue;
            transaction.Commit();
            transaction.Dispose();
            transaction = null;
        }

        transaction?.Commit();
        var perSecond = count / clock.Elapsed.TotalSeconds;
        connection.Close();
        File.Delete(database);
        return perSecond;
    }

    private static async Task<(double PerSecond, double PeakBytes)> MeasureImportAsync(
        string file, string data, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var result = data + ".json";
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in (string[])["import", "sessions", file, "--json", result, .. settings, $"--Data:Path={data}"]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The import process did not start.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The import ended with code {process.ExitCode}: {output}");
        var report = JsonSerializer.Deserialize(await File.ReadAllTextAsync(result, cancellationToken), ImportJsonContext.Default.ImportReport)!;
        Directory.Delete(data, recursive: true);
        return (report.Read / report.Seconds, report.PeakMemoryBytes);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[1 << 20];
        var filled = 0;
        while (true)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            var position = 0;
            while (buffer.AsSpan(position, filled - position).IndexOf((byte)'\n') is >= 0 and var length)
            {
                yield return buffer.AsMemory(position, length);
                position += length + 1;
            }

            if (read == 0) yield break;
            buffer.AsSpan(position, filled - position).CopyTo(buffer);
            filled -= position;
        }
    }
}
