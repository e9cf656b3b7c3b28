using System.IO.Compression;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>Interactions with what the same files tell of items and users. Not thread-safe while it is filled.</summary>
public sealed class InteractionDataset
{
    /// <summary>What is known of items, by id.</summary>
    public Dictionary<string, ItemDescription> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Attributes of users, by id.</summary>
    public Dictionary<string, IReadOnlyList<string>> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds the interactions of a file to a log; a line that is none is counted and remembered, and never stops the rest.</summary>
    /// <exception cref="FormatException">The header is not that of the format, or the archive is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public InteractionFile Read(InteractionLog log, string path, InteractionFormat format, CancellationToken cancellationToken)
    {
        if (format == InteractionFormat.Auto) format = FormatOf(path);
        return format switch
        {
            InteractionFormat.OnlineRetail => InteractionFile.ReadTable(path, OnlineRetailLines.Columns, fields => OnlineRetailLines.Take(fields, log, this), cancellationToken),
            InteractionFormat.Instacart => InteractionFile.ReadTable(path, InstacartLines.Columns, new InstacartLines(log).Take, cancellationToken),
            _ => InteractionFile.ReadInto(log, path, cancellationToken),
        };
    }

    /// <summary>Features of the items of a log; null when nothing is known of any.</summary>
    public ItemFeatures? FeaturesOf(IdMap items) =>
        Items.Count == 0 ? null : ItemFeatures.Of(items.Count, item => Items.GetValueOrDefault(items[item]));

    /// <summary>Attributes of the users of a log; null when nothing is known of any.</summary>
    public UserAttributes? AttributesOf(IdMap users) =>
        Users.Count == 0 ? null : UserAttributes.Of(users.Count, user => Users.GetValueOrDefault(users[user]));

    /// <summary>The format that the first line of a file tells.</summary>
    public static InteractionFormat FormatOf(string path)
    {
        using var reader = Open(path);
        string first;
        try
        {
            first = reader.ReadLine() ?? "";
        }
        catch (InvalidDataException e)
        {
            throw new FormatException($"{path}: found a damaged gzip archive, expected a whole one: {e.Message}", e);
        }

        if (first.Contains("InvoiceNo", StringComparison.OrdinalIgnoreCase)) return InteractionFormat.OnlineRetail;
        return first.Contains("order_id", StringComparison.OrdinalIgnoreCase) && first.Contains("product_id", StringComparison.OrdinalIgnoreCase) ? InteractionFormat.Instacart : InteractionFormat.Plain;
    }

    /// <summary>Text of a file, plain or gzip.</summary>
    internal static StreamReader Open(string path)
    {
        var stream = File.OpenRead(path);
        var isGzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return new(isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }
}
