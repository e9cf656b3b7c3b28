using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Http;
using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>The query parameters of lists. They are text, so that a wrong one can be answered by name.</summary>
internal sealed class GorseListParameters
{
    /// <summary>Default of gorse's setting <c>default_n</c>.</summary>
    public const int DefaultCount = 10;

    [FromQuery(Name = "n")]
    [Description("How many, 0 or more. Default 10, at most `Recommendations:MostResults`.")]
    public string? N { get; set; }

    [FromQuery(Name = "offset")]
    [Description("How many of the list to pass over, 0 or more. Default 0.")]
    public string? Offset { get; set; }

    [FromQuery(Name = "category")]
    [Description("Only items of this category; of several, of one of them.")]
    public string[]? Categories { get; set; }

    /// <summary>The same with a category of the path.</summary>
    public GorseListParameters In(string category)
    {
        Categories = [category];
        return this;
    }

    /// <summary>The request; what is wrong is told to the reader.</summary>
    public AnswerRequest Read(QueryReader reader, IOptions<RecommendationsOptions> options) => new()
    {
        Count = Math.Min(reader.Integer("n", N, 0, int.MaxValue, DefaultCount), options.Value.MostResults),
        Skip = reader.Integer("offset", Offset, 0, int.MaxValue, 0),
        Categories = [.. (Categories ?? []).Where(c => !string.IsNullOrEmpty(c))],
        IncludeSeen = options.Value.IncludeSeen,
    };
}
