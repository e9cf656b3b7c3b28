using Shopstream.Modules.Bus;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ml.Evaluation;
using static Shopstream.Tests.Experiments.FeedbackBench;

namespace Shopstream.Tests.Experiments;

/// <summary>A job that dies anywhere and reads again from its checkpoint leaves what one leaves that never died.</summary>
[TestFixture, CancelAfter(120_000)]
internal sealed class FeedbackReplayTests
{
    private const int Batches = 12;
    private static readonly string[] Types = ["impression", "impression", "click", "purchase", "like"];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public async Task Crash_AnywhereInEitherTopic_ChangesNoResult(int seed)
    {
        var (answers, feedback) = Scenario(seed);
        var expected = await RunAsync(answers, feedback, crashes: null);
        var crashed = await RunAsync(answers, feedback, new SeededRandom(seed, 99));
        crashed.Except(expected, StringComparer.Ordinal).ShouldBeEmpty($"seed {seed}");
        crashed.Count.ShouldBe(expected.Count, $"seed {seed}");
        expected.ShouldContain(line => line.Contains("\"attributed\":true", StringComparison.Ordinal));
        expected.ShouldContain(line => line.Contains("\"repeated\":", StringComparison.Ordinal));
    }

    private static (List<ConsumedRecord[]> Answers, List<ConsumedRecord[]> Feedback) Scenario(int seed)
    {
        var random = new SeededRandom(seed);
        var answers = new List<ConsumedRecord[]>();
        var feedback = new List<ConsumedRecord[]>();
        long answer = 0, did = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            answers.Add([.. Enumerable.Range(0, 5).Select(_ => Answer(answer, $"r{answer++}", $"u{random.Below(3)}", random.Below(9) == 0 ? "b" : "a"))]);
            feedback.Add([.. Enumerable.Range(0, 15).Select(_ =>
            {
                var type = Types[random.Below(Types.Length)];
                var about = type == "purchase" && random.Below(2) == 0 ? null : $"r{answer - 1 - random.Below(5)}";
                return Did(did++, $"u{random.Below(3)}", type, $"p{1 + random.Below(3)}", about, 1 + random.Below(100), price: random.Below(50));
            })]);
        }

        return (answers, feedback);
    }

    private static async Task<List<string>> RunAsync(List<ConsumedRecord[]> answers, List<ConsumedRecord[]> feedback, SeededRandom? crashes)
    {
        await using var bench = await FeedbackBench.OpenAsync();
        var savedAnswers = 0;
        var savedFeedback = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            await bench.AnswersAsync(answers[batch]);
            await bench.FeedbackAsync(feedback[batch]);
            if (crashes is null) continue;
            if (crashes.Below(2) == 0) await bench.EmitAsync();
            switch (crashes.Below(4))
            {
                case 0:
                    await bench.CheckpointAsync(Topics.ServedRecommendations);
                    savedAnswers = batch + 1;
                    break;
                case 1:
                    await bench.CheckpointAsync(Topics.UserInteractions);
                    savedFeedback = batch + 1;
                    break;
                case 2:
                    bench.Crash(Topics.ServedRecommendations);
                    for (var again = savedAnswers; again <= batch; again++) await bench.AnswersAsync(answers[again]);
                    break;
                default:
                    bench.Crash(Topics.UserInteractions);
                    for (var again = savedFeedback; again <= batch; again++) await bench.FeedbackAsync(feedback[again]);
                    break;
            }
        }

        await bench.EmitAsync();
        return [.. (await bench.SnapshotAsync()).Split('\n')];
    }
}
