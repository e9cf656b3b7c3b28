using System.Net;

namespace Shopstream.Modules.Dashboard;

/// <summary>The page itself.</summary>
internal static class DashboardPage
{
    /// <summary>Icon of the page.</summary>
    public const string Icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M6 21c4 0 4-9 8-9s4 7 7 7 3-8 5-8" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>
        """;

    private const string Template = """
        <!doctype html>
        <html lang="en" data-currency="{currency}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} · dashboard</title>
        <link rel="icon" href="/dashboard.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/dashboard.css">
        <script src="/dashboard.js" defer></script>
        </head>
        <body>
        <header class="top">
          <img src="/dashboard.svg" alt="" width="28" height="28">
          <h1>{title}</h1>
          <p id="state" class="state waiting" role="status">Connecting…</p>
          <nav><a href="/openapi/v1.json">API</a><a href="/health/ready">Health</a><a href="/metrics">Metrics</a></nav>
        </header>
        <main>
        <p id="notice" class="notice" role="status" hidden></p>
        <noscript><p class="notice">This page draws its figures with JavaScript, which is switched off. The same figures are at /analytics/overview.</p></noscript>

        <section aria-labelledby="live-title">
          <div class="heading"><h2 id="live-title">Last hour, live</h2><p id="live-note" class="note"></p></div>
          <div id="tiles" class="tiles"></div>
          <div id="welcome" class="welcome" hidden>
            <h3>Nothing has happened yet</h3>
            <p>The figures appear by themselves with the first session of the shop, usually within a few seconds.
            Send one to <code>POST /collect/sessions</code>, import a file, or switch the simulated shop on.</p>
            <p>Working with older data? Choose its time under <a href="#explore">Explore</a>.</p>
          </div>
        </section>

        <section id="explore" aria-labelledby="explore-title">
          <div class="heading">
            <h2 id="explore-title">Explore</h2>
            <form id="filter" class="filter">
              <label>Range <select id="range">
                <option value="1h">Last hour</option><option value="24h" selected>Last 24 hours</option><option value="7d">Last 7 days</option>
                <option value="30d">Last 30 days</option><option value="1y">Last year</option><option value="custom">From … to …</option>
              </select></label>
              <span id="custom" class="custom" hidden>
                <label>From <input id="from" type="datetime-local"></label>
                <label>To <input id="to" type="datetime-local"></label>
              </span>
              <label>Window <select id="window">
                <option value="">Automatic</option><option value="1m">Minute</option><option value="1h">Hour</option><option value="1d">Day</option>
              </select></label>
              <label>Rows <select id="top"><option>5</option><option selected>10</option><option>25</option><option>100</option></select></label>
            </form>
          </div>
          <div class="grid">
            <article class="card full" id="course">
              <header><h3>Course</h3><label class="pick">Show <select id="measure">
                <option value="revenue">Revenue</option><option value="orders">Orders</option><option value="sessions">Sessions</option>
                <option value="view">Product views</option><option value="cart">Cart additions</option><option value="conversion">Conversion</option>
              </select></label></header><div class="body"></div>
            </article>
            <article class="card wide" id="products">
              <header><h3>Products</h3><label class="pick">By <select id="order">
                <option value="revenue">revenue</option><option value="purchases">purchases</option><option value="carts">carts</option><option value="views">views</option>
              </select></label></header><div class="body"></div>
            </article>
            <article class="card" id="referrers"><header><h3>Referrers and devices</h3></header><div class="body"></div></article>
            <article class="card" id="payments"><header><h3>Payments</h3></header><div class="body"></div></article>
            <article class="card wide" id="sentiment"><header><h3>Sentiment of reviews</h3>
              <p class="legend"><i class="positive"></i>positive <i class="neutral"></i>neutral <i class="negative"></i>negative</p></header><div class="body"></div></article>
            <article class="card half" id="potential"><header><h3>Potential customers</h3><p class="note">stayed long, bought nothing</p></header><div class="body"></div></article>
            <article class="card half" id="latest"><header><h3>Latest sessions</h3></header><div class="body"></div></article>
          </div>
        </section>
        </main>
        <footer><p id="range-note" class="note"></p></footer>
        </body>
        </html>
        """;

    /// <summary>The page with the shop's name and currency.</summary>
    public static string Render(DashboardOptions options) => Template
        .Replace("{currency}", options.Currency ?? "", StringComparison.Ordinal)
        .Replace("{title}", WebUtility.HtmlEncode(options.Title), StringComparison.Ordinal);
}
