namespace Shopstream.Modules.Ingest.Importing;

/// <summary>The formats that can be imported.</summary>
public static class ImportFormats
{
    /// <summary>Every format, in the order of the help text.</summary>
    public static readonly IReadOnlyList<IImportFormat> All =
    [
        new SessionsFormat(), new Rees46Format(), new InstacartFormat(), new OnlineRetailFormat(), new MovieLensFormat(), new InteractionsFormat(),
    ];

    /// <summary>The format called <paramref name="name"/>, in any case.</summary>
    /// <exception cref="ImportFormatException">There is none; the message lists the known ones.</exception>
    public static IImportFormat Find(string name)
    {
        foreach (var format in All)
            if (string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase)) return format;
        throw new ImportFormatException($"found the format \"{name}\", expected one of {string.Join(", ", All.Select(f => f.Name))}");
    }
}
