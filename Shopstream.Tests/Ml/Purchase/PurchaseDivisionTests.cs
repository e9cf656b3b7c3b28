using Shopstream.Modules.Archive;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Ml.Purchase;

[TestFixture]
internal sealed class PurchaseDivisionTests
{
    [Test]
    public async Task Of_ATable_PartsUsersAndTimes()
    {
        var table = await TableAsync();

        var division = PurchaseDivision.Of(table, 0.2);

        division.Train.Concat(division.Unseen).Concat(division.Later).Concat(division.LaterUnseen).Order().ShouldBe(Enumerable.Range(0, table.Rows));
        Users(table, division.Train).Intersect(Users(table, division.Unseen), StringComparer.Ordinal).ShouldBeEmpty();
        Users(table, division.Train).Intersect(Users(table, division.LaterUnseen), StringComparer.Ordinal).ShouldBeEmpty();
        division.Train.Concat(division.Unseen).ShouldAllBe(r => table["startMs"].Number(r) < division.CutMs);
        division.Later.Concat(division.LaterUnseen).ShouldAllBe(r => table["startMs"].Number(r) >= division.CutMs);
        ((division.Later.Length + division.LaterUnseen.Length) / (double)table.Rows).ShouldBe(0.2, 0.01);
        ((division.Unseen.Length + division.LaterUnseen.Length) / (double)table.Rows).ShouldBe(0.25, 0.06);
    }

    [Test]
    public void IsJudge_OfAUser_IsAlwaysTheSame()
    {
        // Versions trained years apart must hold out the same users.
        Enumerable.Range(0, 16).Where(i => PurchaseDivision.IsJudge($"user-{i}")).ShouldBe(Enumerable.Range(0, 16).Where(i => PurchaseDivision.IsJudge($"user-{i}")));
        Enumerable.Range(0, 4000).Count(i => PurchaseDivision.IsJudge($"user-{i}")).ShouldBeInRange(900, 1100);
    }

    [Test]
    public async Task Fingerprint_OfRows_ChangesWithAnyValueOnly()
    {
        var sessions = PurchaseShop.Sessions(2000, seed: 3);
        var (table, again) = (await TableAsync(sessions), await TableAsync(sessions));
        int[] rows = [.. Enumerable.Range(0, 100)];

        PurchaseDivision.Fingerprint(table, rows).ShouldBe(PurchaseDivision.Fingerprint(again, rows));
        PurchaseDivision.Fingerprint(table, rows).ShouldNotBe(PurchaseDivision.Fingerprint(table, [.. rows.Skip(1)]));
        PurchaseDivision.Fingerprint(table, rows).Length.ShouldBe(32);
    }

    [Test]
    public void Sessions_OfTheArchive_AreTheCollectionThatIsRead()
    {
        PurchaseArchive.Sessions.Name.ShouldBe(ArchiveCollections.Sessions.Name);
        PurchaseArchive.Sessions.Fields.ShouldBe(ArchiveCollections.Sessions.Fields);
        PurchaseArchive.Sessions.Indexes.Select(i => string.Join(',', i)).ShouldBe(ArchiveCollections.Sessions.Indexes.Select(i => string.Join(',', i)));
    }

    private static Task<ColumnTable> TableAsync(List<Document>? sessions = null) =>
        PurchaseFeatures.ReadAsync((sessions ?? PurchaseShop.Sessions(2000, seed: 3)).ToAsyncEnumerable(), like: null, CancellationToken.None);

    private static IEnumerable<string> Users(ColumnTable table, int[] rows) => rows.Select(r => table["userId"].Text(r)!).Distinct(StringComparer.Ordinal);
}
