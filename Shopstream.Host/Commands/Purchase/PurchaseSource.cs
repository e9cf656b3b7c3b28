using Shopstream.Modules.Archive;
using Shopstream.Modules.Ml.Purchase;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>Where the rows of a purchase model come from: a CSV file, a file of session documents, or the archive.</summary>
/// <param name="Data">The file; null for the archive.</param>
/// <param name="Documents">Whether the archive is meant.</param>
/// <param name="From">Least begin of archived sessions.</param>
/// <param name="To">Begins of archived sessions lie below it.</param>
/// <param name="Separator">Separator of CSV.</param>
/// <param name="Categories">Columns of CSV that are categories whatever they look like.</param>
internal sealed record PurchaseSource(
    FileInfo? Data, bool Documents, DateTimeOffset? From, DateTimeOffset? To, char Separator, IReadOnlyList<string> Categories)
{
    /// <summary>Whether rows are sessions, whose target and user are known.</summary>
    public bool IsSessions => Documents || SessionFile.Is(Data?.Name);

    /// <summary>Reads the rows.</summary>
    /// <param name="settings">Settings of the command line.</param>
    /// <param name="like">Pipeline of the model that is to predict from them; null for training.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The table, and the session of each row where the rows come from a file of sessions.</returns>
    /// <exception cref="ConfigurationException">There are no rows, or they cannot be read.</exception>
    public async Task<(ColumnTable Table, IReadOnlyList<string>? SessionIds)> ReadAsync(
        IReadOnlyList<string> settings, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        if (Documents == Data is not null) throw new ConfigurationException($"--data: found {(Documents ? "--documents too" : "neither --data nor --documents")}, expected one of the two.");
        if (!Documents && (From is not null || To is not null)) throw new ConfigurationException("--from, --to: found without --documents, expected them with archived sessions only.");
        var (table, ids) = Documents ? (await ArchivedAsync(settings, like, cancellationToken), null) : File(like, cancellationToken);
        if (table.Rows > 0) return (table, ids);
        throw new ConfigurationException(Documents
            ? "--documents: found no archived session, expected some; import or simulate some first, or choose another directory with --Data:Path."
            : $"{Data!.FullName}: found no row below the header, expected some.");
    }

    private (ColumnTable Table, IReadOnlyList<string>? SessionIds) File(FeaturePipeline? like, CancellationToken cancellationToken)
    {
        var path = Data!.FullName;
        if (!Data.Exists) throw new ConfigurationException($"--data: found no file {path}.");
        try
        {
            if (IsSessions) return SessionFile.Read(path, like, cancellationToken);
            var options = new TableOptions { Separator = Separator, Kinds = Categories.ToDictionary(c => c, _ => ColumnKind.Category, StringComparer.Ordinal) };
            return (ColumnTable.FromCsv(path, like?.InputOptions(options) ?? options), null);
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{path}: {e.Message}");
        }
    }

    private async Task<ColumnTable> ArchivedAsync(IReadOnlyList<string> settings, FeaturePipeline? like, CancellationToken cancellationToken)
    {
        using var host = ShopstreamHost.CreateWorker(settings);
        await using var documents = host.Services.GetRequiredService<IDocumentStore>();
        await documents.EnsureCollectionAsync(ArchiveCollections.Sessions, cancellationToken);
        return await PurchaseFeatures.ReadAsync(documents, From, To, like, cancellationToken);
    }
}
