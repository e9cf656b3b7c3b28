using Shopstream.Modules.Recommendations.Catalogue;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>Which products may stand in one answer.</summary>
internal sealed class ProductFilter
{
    private readonly ProductCatalogue _catalogue;
    private readonly AnswerRequest _request;
    private readonly DateTimeOffset _now;
    private readonly List<MerchantRule> _stockRules;

    /// <summary>The filter of a request at a moment.</summary>
    public ProductFilter(ShopView view, AnswerRequest request, DateTimeOffset now)
    {
        (_catalogue, _request, _now) = (view.Catalogue, request, now);
        _stockRules = [.. view.Rules.Where(r => r.Kind == MerchantRuleKind.OnlyInStock && r.HoldsAt(now))];
    }

    /// <summary>Whether it keeps out more than what must never be shown.</summary>
    public bool IsNarrow => _request.HasFilter || _stockRules.Count > 0;

    /// <summary>Whether a product passes.</summary>
    public bool Passes(int number)
    {
        if (_request.Exclude.Contains(number)) return false;
        var product = _catalogue[number];
        if (product is null) return !_request.HasFilter && _stockRules.Count == 0;
        if (product.Hidden || product.ExpiresAt <= _now) return false;
        if (_request.HasFilter && !Suits(product)) return false;
        foreach (var rule in _stockRules)
            if (!(product.Stock > 0) && rule.IsAbout(product, product.ProductId)) return false;
        return true;
    }

    private bool Suits(CatalogueProduct product)
    {
        if (_request.Category is { } category && !IsIn(product, category)) return false;
        if (_request.Categories.Count > 0 && !_request.Categories.Any(c => IsIn(product, c))) return false;
        if (_request.Brand is { } brand && !string.Equals(product.Brand, brand, StringComparison.OrdinalIgnoreCase)) return false;
        if (_request.MinPrice is { } min && !(product.Price >= min)) return false;
        if (_request.MaxPrice is { } max && !(product.Price <= max)) return false;
        if (_request.InStock && !(product.Stock > 0)) return false;
        return _request.OnlyLanguage is not { } language || product.Speaks(language);
    }

    private static bool IsIn(CatalogueProduct product, string category) =>
        product.Categories.Exists(c => c == category || (c.Length > category.Length && c[category.Length] == '.' && c.StartsWith(category, StringComparison.Ordinal)));
}
