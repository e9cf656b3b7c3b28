using System.CommandLine;
using Shopstream.Modules.Events;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Host.Commands.Customers;

/// <summary>Arguments that <c>similar-users</c> and <c>segments</c> share.</summary>
internal sealed class CustomerArguments(TimeSpan period)
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "File or folder to work on instead of the documents; .gz as it is. Nothing is stored then.",
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = $"Format of --data: {string.Join(", ", ImportFormats.All.Select(f => f.Name))}. Told from the first line when absent.",
    };

    private readonly Option<string?> _from = new("--from") { Description = "First day, ISO 8601 (UTC)." };
    private readonly Option<string?> _to = new("--to") { Description = "Day after the last one, ISO 8601 (UTC)." };

    private readonly Option<int?> _days = new("--days")
    {
        Description = $"How many days back from the end, when --from is absent. Default {period.TotalDays:0} on documents; everything with --data.",
    };

    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of everything random. Default 1." };

    /// <summary>The options, to be added to the command.</summary>
    public IReadOnlyList<Option> All => [_data, _format, _from, _to, _days, _seed];

    /// <summary>The file; null for the documents.</summary>
    public string? Data(ParseResult parsed)
    {
        if (parsed.GetValue(_data) is { } data) return data;
        return parsed.GetValue(_format) is null ? null : throw new ConfigurationException("--format: found without --data, expected both.");
    }

    /// <summary>The seed.</summary>
    public int Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 1;

    /// <summary>Reads the file, and the days asked for.</summary>
    public (CustomerFile File, IReadOnlyList<CustomerDay> Days) Read(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = CustomerFile.Open(Data(parsed)!, parsed.GetValue(_format), cancellationToken);
        var length = parsed.GetValue(_days) is { } days ? TimeSpan.FromDays(days) : TimeSpan.FromDays(100_000);
        return (file, file.Of(CustomerPeriod.Of(Time("--from", parsed.GetValue(_from)), Time("--to", parsed.GetValue(_to)), length, file.Days[^1].Day)));
    }

    /// <summary>The same as parameters of a job.</summary>
    public Dictionary<string, string> Parameters(ParseResult parsed)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["seed"] = $"{Seed(parsed)}" };
        if (parsed.GetValue(_from) is { } from) parameters["from"] = from;
        if (parsed.GetValue(_to) is { } to) parameters["to"] = to;
        if (parsed.GetValue(_days) is { } days) parameters["period"] = $"{TimeSpan.FromDays(days):c}";
        return parameters;
    }

    private static DateTimeOffset? Time(string option, string? text)
    {
        if (text is null) return null;
        return IsoTimestampConverter.TryParse(text, out var time)
            ? time
            : throw new ConfigurationException($"{option}: found \"{text}\", expected an ISO 8601 date such as 2026-01-31.");
    }
}
