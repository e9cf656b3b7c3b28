using System.Diagnostics;
using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using static Shopstream.Tests.Experiments.FeedbackBench;

namespace Shopstream.Tests.Experiments;

/// <summary>How long results take with very many answers; asked for by name, since it measures.</summary>
[TestFixture, Explicit("measures")]
internal sealed class ManyAnswersTests
{
    [TestCase(1_000_000, 200_000), CancelAfter(900_000)]
    public async Task Results_OfManyAnswers_AreReadAtOnce(int answers, int users)
    {
        await using var bench = await FeedbackBench.OpenAsync();
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < answers; at += 1_000)
            await bench.AnswersAsync([.. Enumerable.Range(at, 1_000).Select(i => Answer(i, $"r{i}", $"u{i % users}", i % users % 2 == 0 ? "a" : "b"))]);
        var recorded = clock.Elapsed;
        clock.Restart();
        var feedback = 0;
        for (var at = 0; at < answers; at += 2_000)
        {
            List<ConsumedRecord> records = [];
            for (var i = at; i < at + 2_000; i += 4) records.Add(Did(feedback++, $"u{i % users}", i % 16 == 0 ? "click" : "impression", "p1", $"r{i}"));
            await bench.FeedbackAsync(records);
        }

        var joined = clock.Elapsed;
        clock.Restart();
        await bench.EmitAsync();
        var summed = clock.Elapsed;
        clock.Restart();
        foreach (var topic in (string[])[Topics.ServedRecommendations, Topics.UserInteractions]) await bench.CheckpointAsync(topic);
        var saved = clock.Elapsed;
        clock.Restart();
        const int Readings = 20;
        for (var i = 0; i < Readings; i++)
        {
            (await bench.VariantAsync()).Users.ShouldBe(users / 2);
            (await bench.DailyAsync("answers")).ShouldBe(answers);
        }

        TestContext.Out.WriteLine(
            $"{answers} answers of {users} users in one partition: recorded at {answers / recorded.TotalSeconds:0}/s, {feedback} pieces of feedback joined from the store at "
            + $"{feedback / joined.TotalSeconds:0}/s, summed in {summed.TotalMilliseconds:0} ms, state written in {saved.TotalMilliseconds:0} ms, results read in {clock.Elapsed.TotalMilliseconds / Readings:0.0} ms");
    }
}
