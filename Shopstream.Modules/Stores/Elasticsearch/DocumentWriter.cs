using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Writes and removes single documents. Thread-safe.</summary>
internal sealed class DocumentWriter(IndexCatalog catalog, BulkSender sender, ElasticsearchOptions options)
{
    private const int MostActions = 20_000;

    /// <summary>As <see cref="ISearchIndex.WriteDocumentsAsync"/>.</summary>
    public async ValueTask WriteAsync(DocumentLayout layout, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        var newest = Newest(layout.Definition, documents);
        if (newest.Count == 0) return;
        await catalog.ReadyAsync(layout.Index.Name, options.RetryFor, cancellationToken);
        var alias = JsonEncodedText.Encode(catalog.Alias(layout.Index.Name));
        using var bulk = new BulkBuffer();
        foreach (var document in newest)
        {
            BulkAction.Begin(bulk, isPut: true, alias, RowIdentity.OfDocument(document.Id), default, document.Version);
            var time = layout.TimeField < 0 ? null : document.FieldValues[layout.TimeField] as long?;
            DocumentEnvelope.Write(bulk, document, time);
            if (bulk.Length >= options.MaxBulkBytes || bulk.Count >= MostActions) await sender.SendAsync(bulk, superseded: null, cancellationToken);
        }

        await sender.SendAsync(bulk, superseded: null, cancellationToken);
    }

    /// <summary>As <see cref="ISearchIndex.DeleteDocumentsAsync"/>.</summary>
    public async ValueTask DeleteAsync(DocumentLayout layout, IReadOnlyList<string> ids, long version, CancellationToken cancellationToken)
    {
        BulkAction.CheckVersion(version, layout.Definition.Name);
        if (ids.Count == 0) return;
        await catalog.ReadyAsync(layout.Index.Name, options.RetryFor, cancellationToken);
        var alias = JsonEncodedText.Encode(catalog.Alias(layout.Index.Name));
        using var bulk = new BulkBuffer();
        foreach (var id in ids)
        {
            BulkAction.Begin(bulk, isPut: false, alias, RowIdentity.OfDocument(id), default, version);
            if (bulk.Count >= MostActions) await sender.SendAsync(bulk, superseded: null, cancellationToken);
        }

        await sender.SendAsync(bulk, superseded: null, cancellationToken);
    }

    private static List<Document> Newest(CollectionDefinition definition, IReadOnlyList<Document> documents)
    {
        var positions = new Dictionary<string, int>(documents.Count, StringComparer.Ordinal);
        var newest = new List<Document>(documents.Count);
        foreach (var document in documents)
        {
            BulkAction.CheckVersion(document.Version, definition.Name);
            if (document.FieldValues.Count != definition.Fields.Count)
            {
                throw new ArgumentException(
                    $"a document of {definition.Name} has {document.FieldValues.Count} field values, expected {definition.Fields.Count}", nameof(documents));
            }

            if (positions.TryAdd(document.Id, newest.Count)) newest.Add(document);
            else if (positions[document.Id] is var at && newest[at].Version <= document.Version) newest[at] = document;
        }

        return newest;
    }
}
