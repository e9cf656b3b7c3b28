using Shopstream.Modules.Stores.InProcess;

namespace Shopstream.Tests.Stores;

[TestFixture]
public sealed class InProcessSessionCountsTests
{
    [Test]
    public void Increment_RandomUsersWithRestoresMidway_AgreesWithADictionary([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var counts = new SessionCounts();
        var expected = new Dictionary<string, long>();
        for (var step = 0; step < 60_000; step++)
        {
            var user = $"u{(int)(20_000 * Math.Pow(random.NextDouble(), 3))}";
            expected[user] = expected.GetValueOrDefault(user) + 1;
            counts.Increment(ItemHash.Of(user)).ShouldBe(expected[user], $"seed {seed}, step {step}");
            if (step % 17_001 == 17_000) counts = SessionCounts.Restore("c", Slots(counts));
        }

        counts.Users.ShouldBe(expected.Count);
        expected.All(user => counts.CountOf(ItemHash.Of(user.Key)) == user.Value).ShouldBeTrue();
        counts.CountOf(ItemHash.Of("unknown")).ShouldBe(0);
    }

    [Test]
    public void Snapshot_ManyUsers_IsSmall()
    {
        var counts = new SessionCounts();
        for (var i = 0; i < 100_000; i++) counts.Increment(ItemHash.Of($"u{i}"));
        Slots(counts).Values.Sum(slot => slot.Length).ShouldBeLessThan(1_750_000);
    }

    [Test]
    public void Restore_FewerUsersThanWritten_Throws()
    {
        var counts = new SessionCounts();
        for (var i = 0; i < 10_000; i++) counts.Increment(ItemHash.Of($"u{i}"));
        var slots = Slots(counts);
        slots.Remove("c/users/000002");
        Should.Throw<InvalidDataException>(() => SessionCounts.Restore("c", slots)).Message.ShouldContain("expected 10000 users");
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Slots(SessionCounts counts)
    {
        var slots = new Dictionary<string, ReadOnlyMemory<byte>>();
        counts.Snapshot("c", slots);
        return slots;
    }
}
