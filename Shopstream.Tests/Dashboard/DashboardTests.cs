using System.Net;
using System.Text.RegularExpressions;
using Shopstream.Tests.Serving;

namespace Shopstream.Tests.Dashboard;

[CancelAfter(30_000)]
internal sealed partial class DashboardTests
{
    private TestShop shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => shop = await TestShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await shop.DisposeAsync();

    [TestCase("/", "text/html")]
    [TestCase("/dashboard.css", "text/css")]
    [TestCase("/dashboard.js", "text/javascript")]
    [TestCase("/dashboard.svg", "image/svg+xml")]
    public async Task Asset_Get_HasItsTypeAndIsKeptByTheBrowser(string path, string type)
    {
        using var response = await shop.Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", response.Headers.ETag!.ToString() } } };
        using var unchanged = await shop.Client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        using var other = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", "W/\"other\"" } } };
        using var changed = await shop.Client.SendAsync(other);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task Page_Content_LoadsNothingFromElsewhereAndRunsNothingInline()
    {
        var page = await shop.Client.GetStringAsync("/");
        var all = page + await shop.Client.GetStringAsync("/dashboard.css") + await shop.Client.GetStringAsync("/dashboard.js");
        all.Replace("http://www.w3.org/2000/svg", "").ShouldNotContain("http://");
        all.ShouldNotContain("https://");
        all.ShouldNotContain("@import");
        all.ShouldNotContain("innerHTML");
        page.ShouldNotContain("style=");
        InlineHandler().IsMatch(page).ShouldBeFalse();
        foreach (Match script in ScriptTag().Matches(page)) script.Value.ShouldContain("src=\"/");
        page.ShouldNotContain("<style");
    }

    [Test]
    public async Task Script_Elements_AreAllOnThePage()
    {
        var page = await shop.Client.GetStringAsync("/");
        var script = await shop.Client.GetStringAsync("/dashboard.js");
        var wanted = ById().Matches(script).Select(m => m.Groups["id"].Value)
            .Concat(CardIds().Matches(script).Select(m => m.Groups["id"].Value)).ToHashSet();
        wanted.Count.ShouldBeGreaterThan(15);
        foreach (var id in wanted) page.ShouldContain($"id=\"{id}\"");
        foreach (Match path in Paths().Matches(script))
        {
            using var response = await shop.Client.GetAsync("/analytics/" + path.Groups["path"].Value);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path.Value);
        }
    }

    [Test]
    public async Task Page_TitleAndCurrency_AreEncoded()
    {
        await using var named = await TestShop.StartAsync(settings: new() { ["Dashboard:Title"] = "Tom & <Jerry>", ["Dashboard:Currency"] = "EUR" });
        var page = await named.Client.GetStringAsync("/");
        page.ShouldContain("<h1>Tom &amp; &lt;Jerry&gt;</h1>");
        page.ShouldContain("data-currency=\"EUR\"");
    }

    [GeneratedRegex(@"\son[a-z]+=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineHandler();

    [GeneratedRegex("<script[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScriptTag();

    [GeneratedRegex(@"byId\('(?<id>[a-z-]+)'\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ById();

    [GeneratedRegex(@"\['(?<id>[a-z-]+)', (course|products|referrers|latest|payments|sentiment|potential)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CardIds();

    [GeneratedRegex(@"\['(?<path>[a-z-]+)', \[\[", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Paths();
}
