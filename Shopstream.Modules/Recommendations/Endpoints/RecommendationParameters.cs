using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Shopstream.Modules.Http;
using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary>The query parameters of recommendations. They are text, so that a wrong one can be answered by name.</summary>
internal sealed class RecommendationParameters
{
    private const int MostExcluded = 1_000;

    [FromQuery(Name = "n")]
    [Description("How many products, 1 or more. Default 10; more than `Recommendations:MostResults` are answered with so many and a note.")]
    public string? N { get; set; }

    [FromQuery(Name = "algorithm")]
    [Description("The algorithm. Default: that of the visitor's experiment, else `hybrid`.")]
    public string? Algorithm { get; set; }

    [FromQuery(Name = "category")]
    [Description("Only products of this category or one below it (`a.b` is below `a`).")]
    public string? Category { get; set; }

    [FromQuery(Name = "brand")]
    [Description("Only products of this brand.")]
    public string? Brand { get; set; }

    [FromQuery(Name = "minPrice")]
    [Description("Lowest price.")]
    public string? MinPrice { get; set; }

    [FromQuery(Name = "maxPrice")]
    [Description("Highest price.")]
    public string? MaxPrice { get; set; }

    [FromQuery(Name = "inStock")]
    [Description("`true`: only products of which the shop says that there is stock.")]
    public string? InStock { get; set; }

    [FromQuery(Name = "onlyLanguage")]
    [Description("Only products with a name or description in this language, such as `de`.")]
    public string? OnlyLanguage { get; set; }

    [FromQuery(Name = "language")]
    [Description("Language of names and reasons, such as `de`; falls back to the shop's own, then English. Default: `Accept-Language`.")]
    public string? Language { get; set; }

    [FromQuery(Name = "exclude")]
    [Description("Product ids not to recommend, separated by commas; at most 1,000.")]
    public string? Exclude { get; set; }

    [FromQuery(Name = "includeSeen")]
    [Description("`true`: products that the visitor has seen may come again; hidden ones never. Default `Recommendations:IncludeSeen`.")]
    public string? IncludeSeen { get; set; }

    [FromQuery(Name = "explain")]
    [Description("`true`: with reasons.")]
    public string? Explain { get; set; }

    [FromQuery(Name = "recommendationId")]
    [Description("Id of an earlier answer of which this is the next page: nothing it has shown comes again.")]
    public string? RecommendationId { get; set; }

    [FromQuery(Name = "country")]
    [Description("Where a visitor is of whom it is not known.")]
    public string? Country { get; set; }

    [FromQuery(Name = "device")]
    [Description("What a visitor uses of whom it is not known.")]
    public string? Device { get; set; }

    [FromQuery(Name = "referrer")]
    [Description("Where a visitor came from of whom it is not known.")]
    public string? Referrer { get; set; }

    [FromHeader(Name = "Accept-Language")]
    public string? AcceptLanguage { get; set; }

    /// <summary>The request; what is wrong is told to the reader.</summary>
    public AnswerRequest Read(QueryReader reader, ShopView view, RecommendationsOptions options)
    {
        var (min, max) = (Amount(reader, "minPrice", MinPrice), Amount(reader, "maxPrice", MaxPrice));
        if (min > max) reader.Refuse("maxPrice", MaxPrice, $"at least minPrice, {MinPrice}");
        return new()
        {
            Count = reader.Integer("n", N, 1, int.MaxValue, 10),
            Algorithm = reader.OneOf("algorithm", Algorithm, AnswerPolicy.Names, null),
            Category = Text(Category),
            Brand = Text(Brand),
            MinPrice = min,
            MaxPrice = max,
            InStock = Flag(reader, "inStock", InStock, fallback: false),
            OnlyLanguage = Text(OnlyLanguage),
            Language = Text(Language) ?? Preferred(AcceptLanguage),
            Exclude = Excluded(reader, view),
            IncludeSeen = Flag(reader, "includeSeen", IncludeSeen, options.IncludeSeen),
            Explain = Flag(reader, "explain", Explain, fallback: false),
        };
    }

    private HashSet<int> Excluded(QueryReader reader, ShopView view)
    {
        var excluded = new HashSet<int>();
        if (string.IsNullOrEmpty(Exclude)) return excluded;
        var ids = Exclude.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length > MostExcluded) reader.Refuse("exclude", $"{ids.Length} ids", $"at most {MostExcluded} product ids");
        foreach (var id in ids.Take(MostExcluded))
            if (view.Catalogue.Find(id) is >= 0 and var number) excluded.Add(number);
        return excluded;
    }

    private static double? Amount(QueryReader reader, string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        reader.Refuse(name, text, "an amount such as 19.90");
        return null;
    }

    private static bool Flag(QueryReader reader, string name, string? text, bool fallback)
    {
        if (string.IsNullOrEmpty(text)) return fallback;
        if (bool.TryParse(text, out var value)) return value;
        reader.Refuse(name, text, "true or false");
        return fallback;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The first language of the header; its weights are in order with every browser.</summary>
    private static string? Preferred(string? header)
    {
        if (string.IsNullOrEmpty(header)) return null;
        var end = header.AsSpan().IndexOfAny(",;");
        var first = (end < 0 ? header : header[..end]).Trim();
        return first is "" or "*" ? null : first;
    }
}
