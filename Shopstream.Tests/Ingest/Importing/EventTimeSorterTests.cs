using System.Text;
using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Ingest.Importing;

[TestFixture]
internal sealed class EventTimeSorterTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private TempDirectory _directory = null!;
    private string? _before;

    [SetUp]
    public void UseOwnTempDirectory()
    {
        _directory = new TempDirectory();
        _before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", _directory.Path);
    }

    [TearDown]
    public void PutItBack()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _before);
        _directory.Dispose();
    }

    [Test]
    public void Sort_AnyRunLength_GivesTimeThenLineOrderAndRemovesItsFiles([Values(1, 7, 100, 101, 1_000)] int runLength)
    {
        var rows = Rows(100, seed: 3);
        var sorted = new EventTimeSorter(runLength).Sort(rows, default).ToList();
        sorted.Select(Shown).ShouldBe(rows.OrderBy(TimeOf).ThenBy(r => r.Line).Select(Shown));
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Test]
    public void Sort_Refused_ComeOutAtOnceAndTheRestSorted()
    {
        var rows = Rows(20, seed: 4);
        var refused = ImportedRow.Rejected(99, new Rejection(RejectionReasons.MalformedRow, "broken"), "raw");
        rows.Insert(10, refused);
        using var sorted = new EventTimeSorter(5).Sort(rows, default).GetEnumerator();
        sorted.MoveNext().ShouldBeTrue();
        sorted.Current.Line.ShouldBe(99);
        if (!OperatingSystem.IsWindows()) Directory.GetFiles(_directory.Path).Length.ShouldBe(2, "two runs were spilt before it");
        var rest = 0;
        while (sorted.MoveNext()) rest++;
        rest.ShouldBe(20);
    }

    [Test]
    public void Sort_LeftInTheMiddleOrFailing_RemovesItsFiles()
    {
        new EventTimeSorter(5).Sort(Rows(50, seed: 5), default).Take(7).Count().ShouldBe(7);
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();

        Should.Throw<IOException>(() => new EventTimeSorter(5).Sort(Rows(50, seed: 5).Concat(Failing()), default).Count());
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();

        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => new EventTimeSorter(5).Sort(Rows(50, seed: 5), cancel.Token).Count());
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Test]
    public void Sort_SpilledSessions_ComeBackWithTheirJson()
    {
        var rows = Enumerable.Range(0, 12).Select(i =>
        {
            var json = Encoding.UTF8.GetBytes(SampleSession.Json($"s{i}", "u", Start.AddHours((i * 5) % 12)).With(("extra", i)).ToJsonString());
            SessionReader.Read(json, DateTimeOffset.MaxValue, out var session).ShouldBeNull();
            return ImportedRow.Accepted(i, session!, json);
        }).ToList();
        var sorted = new EventTimeSorter(4).Sort(rows, default).ToList();
        sorted.Select(r => (r.Session!.SessionId, Encoding.UTF8.GetString(r.Raw.Span)))
            .ShouldBe(rows.OrderBy(r => r.Session!.EventTimeMs).Select(r => (r.Session!.SessionId, Encoding.UTF8.GetString(r.Raw.Span))));
    }

    private static IEnumerable<ImportedRow> Failing() => Enumerable.Range(0, 1).Select<int, ImportedRow>(_ => throw new IOException("the disk failed"));

    private static List<ImportedRow> Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(line =>
        {
            // Few different times, so that many rows share one.
            var interaction = new Interaction { UserId = $"u{line}", ProductId = "p", EventType = "view", EventTime = Start.AddMinutes(random.Next(count / 4)) };
            return ImportedRow.Accepted(line, interaction, JsonSerializer.SerializeToUtf8Bytes(interaction, EventsJsonContext.Default.Interaction));
        })];
    }

    private static long TimeOf(ImportedRow row) => row.Interaction!.EventTimeMs;

    private static string Shown(ImportedRow row) => $"{row.Line} {row.Interaction!.UserId} {row.Interaction.EventTimeMs} {Encoding.UTF8.GetString(row.Raw.Span)}";
}
