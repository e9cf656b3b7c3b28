using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Shopstream.Host.Commands.Benchmarks;

/// <summary>
/// Posts interactions at a steady rate; beside them, new visitors post a view of the first product of their answer, and ask until it is
/// no longer in the answer.
/// </summary>
internal static class RecommendationFreshness
{
    /// <summary>Interactions a second.</summary>
    public const int Rate = 1_000;

    private const int Probes = 300;
    private const int WarmUps = 30;
    private const int BatchesPerSecond = 50;

    /// <summary>99th percentile of the seconds from posting to an answer that reflects it.</summary>
    public static async Task<double> MeasureAsync(string address, int run, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = Task.Run(() => FeedAsync(client, run, stop.Token), cancellationToken);
        var seconds = new List<double>();
        for (var probe = 0; probe < WarmUps + Probes; probe++)
        {
            var visitor = string.Create(CultureInfo.InvariantCulture, $"fresh-{run}-{probe}");
            var product = (await AnswerAsync(client, visitor, cancellationToken))[0];
            var start = Stopwatch.GetTimestamp();
            await PostAsync(client, Event(visitor, product), cancellationToken);
            while ((await AnswerAsync(client, visitor, cancellationToken)).Contains(product)) await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            if (probe >= WarmUps) seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        await stop.CancelAsync();
        await feeding;
        seconds.Sort();
        return seconds[(int)(seconds.Count * 0.99)];
    }

    private static async Task FeedAsync(HttpClient client, int run, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / BatchesPerSecond));
        for (var sent = 0; !cancellationToken.IsCancellationRequested; sent += Rate / BatchesPerSecond)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var from = sent;
            await PostAsync(client, string.Join('\n', Enumerable.Range(0, Rate / BatchesPerSecond).Select(i => Event($"crowd-{run}-{(from + i) % 5_000}", $"p{(from + i) * 7919 % 20_000}"))), CancellationToken.None);
        }
    }

    private static string Event(string visitor, string product) => $$"""{"user_id":"{{visitor}}","product_id":"{{product}}","event_type":"view"}""";

    private static async Task PostAsync(HttpClient client, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync(new Uri("/collect/interactions", UriKind.Relative), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<List<string>> AnswerAsync(HttpClient client, string visitor, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri($"/users/{visitor}/recommendations", UriKind.Relative), cancellationToken));
        return [.. answer.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("productId").GetString()!)];
    }
}
