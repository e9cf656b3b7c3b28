using System.Text.Json;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Recommendations.Catalogue;

/// <summary>The merchant's rules: in memory, and in collection <c>merchant_rules</c> for good. Thread-safe.</summary>
internal sealed class MerchantRules(IDocumentStore documents)
{
    /// <summary>One document a rule.</summary>
    public static readonly CollectionDefinition Collection = new("merchant_rules", [], []);

    private volatile IReadOnlyList<MerchantRule> _all = [];

    /// <summary>All rules, by id.</summary>
    public IReadOnlyList<MerchantRule> All => _all;

    /// <summary>Reads them again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var rules = new List<MerchantRule>();
        await foreach (var document in documents.FindAsync(Collection.Name, DocumentQuery.All, cancellationToken))
            rules.Add(JsonSerializer.Deserialize(document.Body.Span, CatalogueJsonContext.Default.MerchantRule)!);
        _all = [.. rules.OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>Stores a rule; one of the same id is replaced.</summary>
    public async Task PutAsync(MerchantRule rule, CancellationToken cancellationToken)
    {
        await documents.UpsertAsync(Collection.Name, [new Document(rule.Id, JsonSerializer.SerializeToUtf8Bytes(rule, CatalogueJsonContext.Default.MerchantRule), [])], cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>Removes a rule.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var isKnown = await documents.GetAsync(Collection.Name, id, cancellationToken) is not null;
        await documents.DeleteAsync(Collection.Name, [id], cancellationToken);
        await RefreshAsync(cancellationToken);
        return isKnown;
    }
}
