using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shopstream.Modules.Recommendations.Answers;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary>An answer as JSON, written straight into the response.</summary>
internal sealed class RecommendationResult(string? userId, ServedAnswer served, bool explain, string? language) : IResult
{
    // The type says that it is JSON in UTF-8, so that nothing needs to be escaped for HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonEncodedText RecommendationId = JsonEncodedText.Encode("recommendationId");
    private static readonly JsonEncodedText UserId = JsonEncodedText.Encode("userId");
    private static readonly JsonEncodedText Algorithm = JsonEncodedText.Encode("algorithm");
    private static readonly JsonEncodedText Experiment = JsonEncodedText.Encode("experiment");
    private static readonly JsonEncodedText Variant = JsonEncodedText.Encode("variant");
    private static readonly JsonEncodedText ModelVersion = JsonEncodedText.Encode("modelVersion");
    private static readonly JsonEncodedText Items = JsonEncodedText.Encode("items");
    private static readonly JsonEncodedText Fallbacks = JsonEncodedText.Encode("fallbacks");
    private static readonly JsonEncodedText Note = JsonEncodedText.Encode("note");
    private static readonly JsonEncodedText ProductId = JsonEncodedText.Encode("productId");
    private static readonly JsonEncodedText Position = JsonEncodedText.Encode("position");
    private static readonly JsonEncodedText Score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
    private static readonly JsonEncodedText Brand = JsonEncodedText.Encode("brand");
    private static readonly JsonEncodedText Price = JsonEncodedText.Encode("price");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Plain);
        Write(json);
        await json.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        var answer = served.Answer;
        json.WriteStartObject();
        json.WriteString(RecommendationId, served.RecommendationId);
        if (userId is not null) json.WriteString(UserId, userId);
        json.WriteString(Algorithm, answer.Algorithm);
        if (served.Experiment is not null) json.WriteString(Experiment, served.Experiment);
        if (served.Variant is not null) json.WriteString(Variant, served.Variant);
        if (served.View.Model is { } model) json.WriteNumber(ModelVersion, model.Version);
        json.WriteStartArray(Items);
        for (var i = 0; i < answer.Items.Count; i++) Write(json, answer.Items[i], served.FirstPosition + i);
        json.WriteEndArray();
        json.WriteStartArray(Fallbacks);
        foreach (var fallback in answer.Fallbacks) json.WriteStringValue(fallback);
        json.WriteEndArray();
        if (answer.Note is not null) json.WriteString(Note, answer.Note);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, in AnsweredProduct item, int position)
    {
        var product = served.View.Catalogue[item.Number];
        json.WriteStartObject();
        json.WriteString(ProductId, served.View.Catalogue.IdOf(item.Number));
        json.WriteNumber(Position, position);
        json.WriteNumber(Score, MathF.Round(item.Score, 6));
        json.WriteString(Source, item.Source?.Name() ?? "pinned");
        if (product is not null)
        {
            json.WriteString(Name, product.NameIn(language));
            if (product.Category is { } category) json.WriteString(Category, category);
            if (product.Brand is { } brand) json.WriteString(Brand, brand);
            if (product.Price is { } price) json.WriteNumber(Price, price);
        }

        if (explain) WriteReasons(json, item);
        json.WriteEndObject();
    }

    private void WriteReasons(Utf8JsonWriter json, in AnsweredProduct item)
    {
        json.WriteStartArray("reasons");
        foreach (var reason in Reasons.Of(item, served, language))
        {
            json.WriteStartObject();
            json.WriteString("source", reason.Source);
            json.WriteNumber("share", reason.Share);
            json.WriteString("text", reason.Text);
            if (reason.ProductId is not null) json.WriteString("productId", reason.ProductId);
            if (reason.Detail is not null) json.WriteString("detail", reason.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
