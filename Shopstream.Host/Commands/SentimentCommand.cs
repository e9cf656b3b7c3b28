using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Host.Commands;

/// <summary><c>sentiment</c>: scores texts, and trains and tests the model that does.</summary>
internal static class SentimentCommand
{
    private const string Terminal = "-";

    public static Command Create(IReadOnlyList<string> settings)
    {
        var input = new Option<string?>("--in") { Description = "Texts to score, one a line; .gz as it is, - for the console." };
        var output = new Option<string?>("--out") { Description = "Where label and score go, tab separated, a line for each text; .gz is packed, - (the default) is the console." };
        var model = new Option<string>("--model")
        {
            Description = "What scores, or what training begins with: built-in, lexicon (the word lists alone), current (the version that scores reviews in the shop, with its settings), or a file of --export. built-in to score, lexicon to train, when absent.",
        };
        var train = new Option<string[]>("--train")
        {
            Description = "Labelled texts to learn: text, tab, label (0/1, stars 1 to 5, or negative/neutral/positive). May be repeated. What is trained then scores --in and --evaluate.",
            AllowMultipleArgumentsPerToken = true,
        };
        var builtIn = new Option<string?>("--train-built-in") { Description = "Trains the built-in model anew, on every second line of the public sentences in this folder." };
        var evaluate = new Option<string[]>("--evaluate") { Description = "Labelled texts to test on. May be repeated.", AllowMultipleArgumentsPerToken = true };
        var export = new Option<FileInfo?>("--export") { Description = "Write the model to this file." };
        var passes = new Option<int>("--passes") { Description = "How often each text is learned.", DefaultValueFactory = _ => new SentimentTrainingOptions().Passes };
        var seed = new Option<int>("--seed") { Description = "Seed of the order of learning.", DefaultValueFactory = _ => new SentimentTrainingOptions().Seed };
        var json = CommandOptions.Json();
        var command = new Command("sentiment", "Says of texts whether they praise, blame or do neither. Score from -1 to 1; neutral between -1/3 and 1/3.")
        {
            input, output, model, train, builtIn, evaluate, export, passes, seed, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (source, tests, learned) = (parsed.GetValue(input), parsed.GetValue(evaluate) ?? [], parsed.GetValue(train) ?? []);
            var target = parsed.GetValue(output) ?? Terminal;
            if (source is null && tests.Length == 0 && parsed.GetValue(export) is null)
                throw new ConfigurationException("sentiment: found nothing to do, expected --in, --evaluate or --export.");
            if (learned.Length > 0 && parsed.GetValue(builtIn) is not null)
                throw new ConfigurationException("sentiment: found --train and --train-built-in, expected one of them.");
            var options = new SentimentTrainingOptions { Passes = parsed.GetValue(passes), Seed = parsed.GetValue(seed) };
            var clock = Stopwatch.StartNew();
            var scorer = parsed.GetValue(builtIn) is { } folder
                ? Attempt(() => BuiltInTraining.Train(folder, options, cancellationToken))
                : learned.Length > 0
                    ? Train(learned, await LoadAsync(parsed.GetValue(model) ?? "lexicon", settings, cancellationToken), options, cancellationToken)
                    : await LoadAsync(parsed.GetValue(model) ?? "built-in", settings, cancellationToken);
            var say = source is not null && target == Terminal ? Console.Error : Console.Out;
            if (scorer.Origin.Texts > 0 && (learned.Length > 0 || parsed.GetValue(builtIn) is not null))
                await say.WriteLineAsync($"learned {scorer.Origin.Texts} texts in {clock.Elapsed.TotalSeconds:0.0} s: {scorer.Origin.Data}");
            if (parsed.GetValue(export) is { } file) await File.WriteAllBytesAsync(file.FullName, [.. SentimentModelFile.Write(scorer), (byte)'\n'], cancellationToken);
            var evaluations = new SortedDictionary<string, SentimentEvaluation>(StringComparer.Ordinal);
            foreach (var test in tests) evaluations[Path.GetFileName(test)] = Attempt(() => SentimentEvaluation.Of(scorer, LabelledTextReader.Read(test)));
            foreach (var (name, evaluation) in evaluations) await say.WriteLineAsync(Describe(name, evaluation));
            var counts = source is null ? null : await ScoreAsync(scorer, source, target, say, cancellationToken);
            if (parsed.GetValue(json) is { } report)
            {
                var content = new SentimentReport(scorer.Origin, counts?.Sum(), counts?[0], counts?[1], counts?[2], evaluations);
                await File.WriteAllTextAsync(report.FullName, JsonSerializer.Serialize(content, SentimentReportContext.Default.SentimentReport) + "\n", cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task<SentimentModel> LoadAsync(string name, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "built-in":
                return SentimentModel.Default;
            case "lexicon":
                return SentimentModel.Lexical;
            case "current":
                return await CurrentAsync(settings, cancellationToken);
            default:
                return Attempt(() => SentimentModelFile.Read(File.ReadAllBytes(name)));
        }
    }

    /// <summary>The version that scores reviews in the shop; the built-in model while there is none.</summary>
    private static async Task<SentimentModel> CurrentAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        // The console may be where the scores go: no log beside them.
        using var host = ShopstreamHost.CreateWorker(["--Logging:LogLevel:Default=None", .. settings, "--Modules:StreamAnalytics=true"]);
        var models = host.Services.GetRequiredService<ModelStore>();
        if (await models.CurrentAsync(SentimentModels.Name, cancellationToken) is not { } stored) return SentimentModel.Default;
        try
        {
            return SentimentModelFile.Read(await models.ReadModelAsync(stored.Version, cancellationToken));
        }
        catch (Exception e) when (e is ModelDamagedException or FormatException)
        {
            throw new ConfigurationException(e.Message);
        }
    }

    private static SentimentModel Train(string[] files, SentimentModel prior, SentimentTrainingOptions options, CancellationToken cancellationToken)
    {
        List<LabelledText> texts = [];
        foreach (var file in files) texts.AddRange(Attempt(() => LabelledTextReader.Read(file)));
        var own = texts.Count;
        texts.AddRange(BuiltInTraining.Plain(options.Seed));
        var trainer = new SentimentTrainer(options, prior);
        trainer.Learn(texts, cancellationToken);
        var names = string.Join(", ", files.Select(Path.GetFileName));
        return trainer.ToModel(new SentimentOrigin(
            "trained", $"{own} texts of {names} and {texts.Count - own} plain statements, beginning with {prior.Origin.Version}", texts.Count, options.Seed, options.Passes));
    }

    private static async Task<IReadOnlyList<long>> ScoreAsync(
        SentimentModel model, string source, string target, TextWriter say, CancellationToken cancellationToken)
    {
        var lines = new TextLines(model);
        var clock = Stopwatch.StartNew();
        await using (var input = OpenInput(source))
        await using (var output = OpenOutput(target))
            await lines.ScoreAsync(input, output, cancellationToken);
        var texts = lines.Counts.Sum();
        await say.WriteLineAsync(
            $"{texts} texts in {clock.Elapsed.TotalSeconds:0.0} s: {lines.Counts[2]} positive, {lines.Counts[1]} neutral, {lines.Counts[0]} negative");
        return lines.Counts;
    }

    private static Stream OpenInput(string source)
    {
        if (source == Terminal) return Console.OpenStandardInput();
        var file = File.OpenRead(source);
        return IsPacked(source) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static Stream OpenOutput(string target)
    {
        if (target == Terminal) return Console.OpenStandardOutput();
        var file = File.Create(target);
        return IsPacked(target) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes a content that cannot be read a message for the user.</summary>
    private static T Attempt<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message);
        }
    }

    private static string Describe(string name, SentimentEvaluation evaluation) => string.Create(CultureInfo.InvariantCulture,
        $"{name}: {evaluation.Texts} texts, accuracy {evaluation.Accuracy:0.000}, of three labels {evaluation.LabelAccuracy:0.000}, log loss {evaluation.LogLoss:0.000}");
}

/// <summary>What <c>--json</c> writes.</summary>
internal sealed record SentimentReport(
    SentimentOrigin Model, long? Texts, long? Negative, long? Neutral, long? Positive, IReadOnlyDictionary<string, SentimentEvaluation> Evaluations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SentimentReport))]
internal sealed partial class SentimentReportContext : JsonSerializerContext;
