using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Elasticsearch;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Stores.Elasticsearch;

[TestFixture]
public sealed class WrittenPartialsTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Test]
    public void Put_MoreThanItHolds_ForgetsWhatWasWrittenLongestAgo()
    {
        var written = new WrittenPartials(capacity: 30, _time);
        foreach (var start in new[] { 1, 2, 3 }) Write(written, start, rows: 6);

        written.Rows.ShouldBe(30);
        Write(written, 1, rows: 6);
        Write(written, 4, rows: 6);

        Knows(written, 2).ShouldBeFalse();
        Knows(written, 1).ShouldBeTrue();
        Knows(written, 4).ShouldBeTrue();
    }

    [Test]
    public void Take_NotPutBack_IsForgotten()
    {
        var written = new WrittenPartials(100, _time);
        Write(written, 1, rows: 3);
        written.Take(Partial(1)).Change("k0", 7).ShouldBeTrue("content 7 is new");

        Knows(written, 1).ShouldBeFalse();
        written.Rows.ShouldBe(0);
    }

    [Test]
    public void Put_LargerThanAll_IsNotKept()
    {
        var written = new WrittenPartials(10, _time);
        Write(written, 1, rows: 3);
        Write(written, 2, rows: 50);

        Knows(written, 2).ShouldBeFalse();
        Knows(written, 1).ShouldBeTrue("it need not make room for what does not fit");
    }

    [Test]
    public void Put_LongAfterAnother_ForgetsTheOther()
    {
        var written = new WrittenPartials(1_000, _time);
        Write(written, 1, rows: 3);
        _time.Advance(TimeSpan.FromMinutes(11));
        Write(written, 2, rows: 3);

        Knows(written, 1).ShouldBeFalse();
    }

    [Test]
    public void Forget_WhileWriting_KeepsNothingOfIt()
    {
        var written = new WrittenPartials(1_000, _time);
        var rows = written.Take(Partial(1));
        rows.Change("k0", 1);
        written.Forget();
        written.Put(rows);

        Knows(written, 1).ShouldBeFalse();
    }

    private static WindowPartial Partial(long start) => new("products", "1h", start, "p", [new PartialRow("k0", [], [])]) { Tenure = 1 };

    private static void Write(WrittenPartials written, long start, int rows)
    {
        var taken = written.Take(Partial(start));
        for (var i = 0; i < rows; i++) taken.Change($"k{i}", 1);
        written.Put(taken);
    }

    private static bool Knows(WrittenPartials written, long start)
    {
        var taken = written.Take(Partial(start));
        var isKnown = !taken.Change("k0", 1);
        if (isKnown) written.Put(taken);
        return isKnown;
    }
}
