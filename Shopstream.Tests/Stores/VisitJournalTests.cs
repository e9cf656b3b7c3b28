using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Stores.Redis;

namespace Shopstream.Tests.Stores;

internal sealed class VisitJournalTests
{
    private static readonly Generations Small = new(500);

    [Test]
    public void TakeChanges_BetweenVisits_HoldsOnlyWhatIsNew()
    {
        var journal = new VisitJournal(new Guid(1, 2, 3, new byte[8]));
        journal.TakeChanges().Keys.ShouldBe(["journal"]);
        journal.TakeChanges().ShouldBeEmpty();
        var next = Fill(journal, 0, 4_000);
        var first = journal.TakeChanges();
        first.Keys.ShouldBe(["journal", "visits/000000", "visits/000001"], ignoreOrder: true);
        first["visits/000000"]!.Value.Length.ShouldBeInRange(JournalSegment.FullSize, JournalSegment.FullSize + 100);
        Fill(journal, next, 10);
        journal.TakeChanges().Keys.ShouldBe(["journal", "visits/000001"], ignoreOrder: true);
        journal.Add(new(next + 9, "again", "user", true), new(false, false, 1));
        journal.TakeChanges().ShouldBeEmpty("a visit that is in it already");
        journal.Add(new(next + 10, "repeated", "user", true), new(true, false, 0));
        journal.TakeChanges().Keys.Single().ShouldBe("journal", "of a repeated session only the offset counts");
        journal.Position.ShouldBe(next + 10);
    }

    [Test]
    public void Restore_SlotsOfSnapshots_HasTheSameEntriesAndGoesOn()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var journal = new VisitJournal(new Guid(1, 2, 3, new byte[8]));
        Fill(journal, 0, 3_000);
        Merge(slots, journal.TakeChanges());
        var restored = new VisitJournal(slots);
        (restored.Id, restored.Position).ShouldBe((journal.Id, 2_999));
        restored.TakeChanges().ShouldBeEmpty();
        Fill(restored, 3_000, 500);
        Merge(slots, restored.TakeChanges());
        var entries = new VisitJournal(slots).ReadSessions(slots).SelectMany(segment => segment).ToList();
        entries.Select(entry => entry.Offset).ShouldBe(Enumerable.Range(0, 3_500).Select(i => (long)i));
        entries.ShouldAllBe(entry => entry.Session == ItemHash.Of($"session-{entry.Offset}"));
        entries.ShouldAllBe(entry => entry.User == (entry.Offset % 5 == 0 ? null : $"user-{entry.Offset % 300}"));
        entries.ShouldAllBe(entry => entry.User == null || entry.SessionCount == entry.Offset + 1);
    }

    [Test]
    public void Compact_OldSegments_AreReplacedByCounts()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var journal = new VisitJournal(new Guid(1, 2, 3, new byte[8]));
        Fill(journal, 0, 2_000);
        Merge(slots, journal.TakeChanges());
        journal.IsCompactable(Small).ShouldBeFalse("the first segment still holds sessions that are remembered");
        Fill(journal, 2_000, 8_000);
        Merge(slots, journal.TakeChanges());
        journal.IsCompactable(Small).ShouldBeTrue();
        journal.IsCompactable(new(100_000)).ShouldBeFalse();
        var users = new UserCounts();
        for (var i = 0; i < 9_000; i++) users.Add($"user-{i}", i + 1);
        journal.Compact(users, Small);
        Merge(slots, journal.TakeChanges());
        journal.IsCompactable(Small).ShouldBeFalse();
        slots.Keys.Count(name => name.StartsWith("users/000001/", StringComparison.Ordinal)).ShouldBeGreaterThan(1);

        var restored = new VisitJournal(slots);
        restored.ReadUsers(slots).SelectMany(part => part).ToDictionary().ShouldBe(
            Enumerable.Range(0, 9_000).ToDictionary(i => $"user-{i}", i => (long)(i + 1)), ignoreOrder: true);
        var kept = restored.ReadSessions(slots).SelectMany(segment => segment).ToList();
        kept[0].Offset.ShouldBeInRange(1, Small.Horizon(9_999));
        kept[^1].Offset.ShouldBe(9_999);
        kept.ShouldAllBe(entry => !restored.IsBehindUsers(entry));
        Fill(restored, 10_000, 1);
        Merge(slots, restored.TakeChanges());
        var last = restored.ReadSessions(slots).Last()[^1];
        restored.IsBehindUsers(last).ShouldBeTrue();
    }

    [Test]
    public void Restore_MissingOrDamagedSlot_IsNamed()
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        var journal = new VisitJournal(new Guid(1, 2, 3, new byte[8]));
        Fill(journal, 0, 4_000);
        Merge(slots, journal.TakeChanges());
        foreach (var name in (string[])["journal", "visits/000000"])
        {
            var without = slots.Where(slot => slot.Key != name).ToDictionary();
            Should.Throw<InvalidDataException>(() => new VisitJournal(without)).Message.ShouldContain(name);
            var cut = new Dictionary<string, ReadOnlyMemory<byte>>(slots) { [name] = slots[name][..^9] };
            Should.Throw<InvalidDataException>(() => new VisitJournal(cut).ReadSessions(cut).ToList()).Message.ShouldContain(name);
        }
    }

    private static int Fill(VisitJournal journal, int from, int count)
    {
        for (var i = from; i < from + count; i++)
            journal.Add(new(i, $"session-{i}", $"user-{i % 300}", i % 5 != 0), new(false, i >= 300, i % 5 != 0 ? i + 1 : 0));
        return from + count;
    }

    private static void Merge(Dictionary<string, ReadOnlyMemory<byte>> slots, Dictionary<string, ReadOnlyMemory<byte>?> changes)
    {
        foreach (var (name, content) in changes)
        {
            if (content is { } bytes) slots[name] = bytes;
            else slots.Remove(name);
        }
    }
}
