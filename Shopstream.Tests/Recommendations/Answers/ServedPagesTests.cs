using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Tests.Recommendations.Answers;

[TestFixture]
internal sealed class ServedPagesTests
{
    [TestCase(3)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(300)]
    public void Find_RememberedAnswer_IsWhatItShowed(int count)
    {
        var pages = new ServedPages();
        var id = Guid.CreateVersion7().ToString("N");
        pages.Remember(id, [], Items(0, count));
        pages.Find(id).ShouldBe(Enumerable.Range(0, count));
        pages.Remember(id, pages.Find(id)!, Items(count, 5));
        pages.Find(id).ShouldBe(Enumerable.Range(0, count + 5));
    }

    [Test]
    public void Find_MoreThanRemembered_KnowsTheLatest()
    {
        var pages = new ServedPages();
        string[] ids = [.. Enumerable.Range(0, ServedPages.Most + 10).Select(_ => Guid.CreateVersion7().ToString("N"))];
        for (var i = 0; i < ids.Length; i++) pages.Remember(ids[i], [], Items(i, i % 20));
        for (var i = 0; i < 10; i++) pages.Find(ids[i]).ShouldBeNull();
        for (var i = 10; i < ids.Length; i++) pages.Find(ids[i]).ShouldBe(Enumerable.Range(i, i % 20));
    }

    [Test]
    public void Find_NoIdOfOurs_IsNull()
    {
        var pages = new ServedPages();
        pages.Remember("page two", [], Items(0, 1));
        pages.Find("page two").ShouldBeNull();
        pages.Find("").ShouldBeNull();
    }

    private static List<AnsweredProduct> Items(int from, int count) => [.. Enumerable.Range(from, count).Select(n => new AnsweredProduct(n, 1, default, null, 1))];
}
