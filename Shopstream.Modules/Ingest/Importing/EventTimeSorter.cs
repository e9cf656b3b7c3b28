using System.Runtime.InteropServices;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Importing;

/// <summary>
/// Brings the rows of a source that is not ordered by time into event-time order, so that no window closes too early: sorted
/// runs that do not fit into memory go to temporary files and are merged. Refused rows come out at once. The order is
/// deterministic: by event time, then line.
/// </summary>
/// <param name="runLength">Rows in memory, at most.</param>
internal sealed class EventTimeSorter(int runLength = 250_000)
{
    /// <summary>The rows in event-time order.</summary>
    public IEnumerable<ImportedRow> Sort(IEnumerable<ImportedRow> rows, CancellationToken cancellationToken)
    {
        var run = new List<ImportedRow>();
        var files = new List<string>();
        try
        {
            foreach (var row in rows)
            {
                if (row.Rejection is not null)
                {
                    yield return row;
                    continue;
                }

                run.Add(row);
                if (run.Count < runLength) continue;
                files.Add(Spill(run));
                run.Clear();
            }

            SortRun(run);
            IEnumerable<ImportedRow> sorted = files.Count == 0 ? run : Merge([.. files.Select(Read), run]);
            foreach (var row in sorted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }
        }
        finally
        {
            foreach (var file in files) File.Delete(file);
        }
    }

    private static (long, long) OrderOf(in ImportedRow row) => (row.Interaction?.EventTimeMs ?? row.Session!.EventTimeMs, row.Line);

    private static void SortRun(List<ImportedRow> run) => run.Sort(static (a, b) => OrderOf(a).CompareTo(OrderOf(b)));

    private static IEnumerable<ImportedRow> Merge(IReadOnlyList<IEnumerable<ImportedRow>> runs)
    {
        var heads = new PriorityQueue<IEnumerator<ImportedRow>, (long, long)>();
        foreach (var run in runs)
        {
            var head = run.GetEnumerator();
            if (head.MoveNext()) heads.Enqueue(head, OrderOf(head.Current));
        }

        while (heads.TryDequeue(out var head, out _))
        {
            yield return head.Current;
            if (head.MoveNext()) heads.Enqueue(head, OrderOf(head.Current));
            else head.Dispose();
        }
    }

    private static string Spill(List<ImportedRow> run)
    {
        SortRun(run);
        var path = Path.Combine(Path.GetTempPath(), $"shopstream-sort-{Guid.NewGuid():N}");
        using var writer = new BinaryWriter(File.Create(path));
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(run))
        {
            writer.Write(row.Line);
            writer.Write(row.Session is not null);
            writer.Write(row.Raw.Length);
            writer.Write(row.Raw.Span);
        }

        return path;
    }

    private static IEnumerable<ImportedRow> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var line = reader.ReadInt64();
            var isSession = reader.ReadBoolean();
            var raw = reader.ReadBytes(reader.ReadInt32());
            if (isSession)
            {
                Check(SessionReader.Read(raw, DateTimeOffset.MaxValue, out var session));
                yield return ImportedRow.Accepted(line, session!, raw);
            }
            else
            {
                Check(InteractionReader.Read(raw, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, out var interaction));
                yield return ImportedRow.Accepted(line, interaction!, raw);
            }
        }
    }

    private static void Check(Rejection? rejection)
    {
        if (rejection is not null) throw new InvalidDataException($"A row accepted before was refused when read back: {rejection.Detail}");
    }
}
