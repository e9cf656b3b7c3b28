using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ml.Customers;

namespace Shopstream.Host.Commands.Customers;

/// <summary>Days of customers read from a file or folder in one of the formats of <c>import</c>.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Days">The days.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Accepted">Those that were a session or an interaction.</param>
internal sealed record CustomerFile(string Format, IReadOnlyList<CustomerDay> Days, long Read, long Accepted)
{
    /// <summary>Reads it, with progress on a terminal.</summary>
    /// <param name="path">File or folder; gzip as it is.</param>
    /// <param name="format">Name of the format; null to tell it from the first line.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    /// <exception cref="ImportFormatException">It is not in that format, or not there.</exception>
    /// <exception cref="ConfigurationException">Nothing in it is a session or an interaction.</exception>
    public static CustomerFile Open(string path, string? format, CancellationToken cancellationToken)
    {
        var builder = new CustomerDayBuilder();
        var file = DataFile.Open(path, format, builder.Add, builder.Add, cancellationToken);
        return new(file.Format, builder.Build(), file.Read, file.Accepted);
    }

    /// <summary>The days of a period.</summary>
    /// <exception cref="ConfigurationException">There are none.</exception>
    public IReadOnlyList<CustomerDay> Of(CustomerPeriod period)
    {
        IReadOnlyList<CustomerDay> days = [.. Days.Where(d => period.Contains(d.Day))];
        return days.Count > 0 ? days : throw new ConfigurationException($"--from, --to: found nothing between them in the file, whose days are {Text(Days[0].Day)} to {Text(Days[^1].Day)}.");
    }

    private static string Text(int day) => DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd");
}
