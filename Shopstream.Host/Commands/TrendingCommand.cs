using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Host.Commands.Customers;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ml.Customers;
using Shopstream.Modules.Recommendations.Trending;
using Spectre.Console;

namespace Shopstream.Host.Commands;

/// <summary><c>trending</c>: the products that rise most from one day to the next, on the documents (as the job of that name) or on files.</summary>
internal static class TrendingCommand
{
    public static Command Create(IReadOnlyList<string> settings)
    {
        var data = new Option<string[]>("--data") { Description = "Files or folders to work on instead of the documents; .gz as it is. Nothing is stored then.", AllowMultipleArgumentsPerToken = true };
        var format = new Option<string?>("--format") { Description = $"Format of --data: {string.Join(", ", ImportFormats.All.Select(f => f.Name))}. Told from the first line when absent." };
        var from = new Option<string?>("--from") { Description = "First day, ISO 8601 (UTC)." };
        var to = new Option<string?>("--to") { Description = "Day after the last one, ISO 8601 (UTC). Default: after the last day that has records." };
        var days = Number("--days", "Length of the range in days when --from is absent.", 7, 2, 3_660);
        var top = Number("--top", "At most so many products.", 20, 1, TrendingResult.MostProducts);
        var threshold = Number("--threshold", "Fewest events between two neighbouring days for a change to count.", 1, 1, 1_000_000);
        var json = CommandOptions.Json();
        var command = new Command("trending", "Finds the products whose events rise most from one day to the next. On documents it is the job of that name.")
        {
            data, format, from, to, days, top, threshold, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var clock = Stopwatch.StartNew();
            var (begin, end) = (Time("--from", parsed.GetValue(from)), Time("--to", parsed.GetValue(to)));
            if (begin >= end) throw new ConfigurationException($"--from, --to: found {parsed.GetValue(from)} and {parsed.GetValue(to)}, expected a first day before the day after the last.");
            var report = parsed.GetValue(data) is { Length: > 0 } files
                ? OnFiles(files, parsed.GetValue(format), begin, end, parsed.GetValue(days), parsed.GetValue(threshold), parsed.GetValue(top), cancellationToken)
                : await OnDocumentsAsync(
                    settings, begin, end, parsed.GetResult(days) is { Implicit: false } ? parsed.GetValue(days) : null,
                    parsed.GetResult(threshold) is { Implicit: false } ? parsed.GetValue(threshold) : null, parsed.GetValue(top), cancellationToken);
            report = report with { Seconds = clock.Elapsed.TotalSeconds };
            Print(report);
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, TrendingReportJsonContext.Default.TrendingReport) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }

    private static TrendingReport OnFiles(
        string[] files, string? format, DateTimeOffset? begin, DateTimeOffset? end, int length, long threshold, int top, CancellationToken cancellationToken)
    {
        var builder = new ProductDayBuilder();
        var source = "";
        foreach (var path in files) source = DataFile.Open(path, format, builder.Add, builder.Add, cancellationToken).Format;
        var days = builder.Build();
        var period = CustomerPeriod.Of(begin, end, TimeSpan.FromDays(length), days[^1].Day);
        var types = TrendingOptions.DefaultTypes.ToHashSet(StringComparer.Ordinal);
        var analysis = new TrendingAnalysis(period, threshold, types);
        foreach (var day in days) analysis.Add(day);
        return Report(source, period, threshold, analysis.Find(top), top);
    }

    private static async Task<TrendingReport> OnDocumentsAsync(
        IReadOnlyList<string> settings, DateTimeOffset? begin, DateTimeOffset? end, int? length, long? threshold, int top, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["top"] = $"{top}" };
        if (begin is { } first) parameters["from"] = IsoTimestampConverter.Format(first);
        if (end is { } last) parameters["to"] = IsoTimestampConverter.Format(last);
        if (length is { } days) parameters["days"] = $"{days}";
        if (threshold is { } least) parameters["threshold"] = $"{least}";
        var host = ShopstreamHost.CreateForJobs(settings);
        await using var _ = (IAsyncDisposable)host;
        var run = await CommandJob.RunAsync(host.Services, "trending", parameters, cancellationToken);
        var summary = run.Result ?? throw new InvalidOperationException("Expected a summary of the run, found none.");
        var period = new CustomerPeriod(Day(summary["from"]!.GetValue<string>()), Day(summary["to"]!.GetValue<string>()) - 1);
        var used = summary["threshold"]!.GetValue<long>();
        var result = await host.Services.GetRequiredService<TrendingStore>().GetAsync(period, used, cancellationToken)
            ?? throw new InvalidOperationException("Expected the result that the job has written, found none.");
        return Report("documents", period, used, result.Findings, top);
    }

    private static int Day(string text) =>
        CustomerDayBuilder.DayOf(DateTimeOffset.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds());

    private static TrendingReport Report(string source, CustomerPeriod period, long threshold, TrendingFindings found, int top) => new(
        source, Text(period.First), Text(period.Last + 1), threshold, found.Received, found.Products, found.Rises, found.Falls, 0, [.. found.Top.Take(top)]);

    private static string Text(int day) => DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Print(TrendingReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Console.WriteLine($"{report.From} to {report.To} ({report.Source}): {report.Events:N0} events of {report.ProductCount:N0} products, {report.Rises:N0} rises and {report.Falls:N0} falls "
            + $"of at least {report.Threshold} events; {report.Seconds:0.0} s");
        if (report.Products.Count == 0) return;
        var table = new Table().Border(TableBorder.Minimal).AddColumns("product", "rise", "day", "before", "after", "events", "brand", "category", "name");
        foreach (var product in report.Products)
        {
            table.AddRow([.. ((string?[])[
                product.ProductId, $"{product.Percentage:0.0} %", product.Day, $"{product.Before:N0}", $"{product.After:N0}", $"{product.Events:N0}", product.Brand, product.Category, product.Name,
            ]).Select(t => Markup.Escape(t ?? ""))]);
        }

        AnsiConsole.Write(table);
    }

    private static Option<int> Number(string name, string description, int fallback, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} {least:N0} to {most:N0}.", DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is var value && (value < least || value > most)) result.AddError($"{name}: expected a whole number from {least} to {most}.");
        });
        return option;
    }

    private static DateTimeOffset? Time(string option, string? text)
    {
        if (text is null) return null;
        return IsoTimestampConverter.TryParse(text, out var time) ? time : throw new ConfigurationException($"{option}: found \"{text}\", expected an ISO 8601 date such as 2026-01-31.");
    }
}

/// <summary>Result of <c>trending</c>.</summary>
/// <param name="Source">Format of the files, or <c>documents</c>.</param>
/// <param name="From">First day (UTC).</param>
/// <param name="To">Day after the last one.</param>
/// <param name="Threshold">Fewest events between two neighbouring days for a change to count.</param>
/// <param name="Events">Events of every type in the range.</param>
/// <param name="ProductCount">Different products.</param>
/// <param name="Rises">Changes above 0 that count.</param>
/// <param name="Falls">Changes below 0 that count.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="Products">Largest rise first.</param>
internal sealed record TrendingReport(
    string Source, string From, string To, long Threshold, long Events, int ProductCount, long Rises, long Falls, double Seconds, IReadOnlyList<TrendingProduct> Products);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrendingReport))]
internal sealed partial class TrendingReportJsonContext : JsonSerializerContext;
