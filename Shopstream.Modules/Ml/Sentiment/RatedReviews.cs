using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shopstream.Modules.Events;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>A review whose author also gave stars.</summary>
/// <param name="TimeMs">When both were known, milliseconds since 1970.</param>
/// <param name="User">Author.</param>
/// <param name="Review">The text, and the stars as a share of praise.</param>
internal readonly record struct RatedReview(long TimeMs, string User, LabelledText Review);

/// <summary>
/// Gathers reviews with stars from the archive. The stars of a text stand beside it, or come as a <c>rating</c> of the same user for the
/// same product, before or after:
/// <list type="bullet">
/// <item>in a session, <c>productRatings</c>, parallel to <c>productReviews</c>;</item>
/// <item>in a <c>rating</c> interaction, <c>value</c>, with the text in <c>review</c> or in the user's session.</item>
/// </list>
/// Stars below 1 or above 5 are no label. Not thread-safe.
/// </summary>
internal sealed class RatedReviews
{
    /// <summary>The archived sessions, as the archive defines them; a test compares.</summary>
    public static readonly CollectionDefinition Sessions = new("sessions",
        [new("userId", IsInteger: false), new("startMs", IsInteger: true)], [["userId", "startMs"], ["startMs"]]);

    /// <summary>The archived interactions, as the archive defines them.</summary>
    public static readonly CollectionDefinition Interactions = new("interactions",
        [new("userId", IsInteger: false), new("timeMs", IsInteger: true)], [["userId", "timeMs"], ["timeMs"]]);

    private readonly List<RatedReview> _rated = [];
    private readonly Dictionary<(string User, string Product), (long TimeMs, string Text)> _unrated = [];
    private readonly Dictionary<(string User, string Product), (long TimeMs, float Praise)> _ratings = [];

    /// <summary>Reads the archive.</summary>
    /// <param name="documents">Where it is.</param>
    /// <param name="from">Earliest time.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <returns>The reviews, oldest first.</returns>
    public static async Task<IReadOnlyList<RatedReview>> ReadAsync(IDocumentStore documents, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var reviews = new RatedReviews();
        await foreach (var session in FindAsync(documents, Sessions, "startMs", from, cancellationToken)) reviews.AddSession(session.Body);
        await foreach (var interaction in FindAsync(documents, Interactions, "timeMs", from, cancellationToken)) reviews.AddInteraction(interaction.Body);
        return reviews.InOrder();
    }

    /// <summary>Hash of texts, stars and times: equal reviews have equal fingerprints.</summary>
    public static string Fingerprint(IEnumerable<RatedReview> reviews)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var review in reviews) hash.AppendData(Encoding.UTF8.GetBytes($"{review.TimeMs}\t{review.Review.Praise:R}\t{review.Review.Text}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds an archived session.</summary>
    /// <param name="json">A JSON object.</param>
    public void AddSession(ReadOnlyMemory<byte> json)
    {
        // What has no review at all is seen without parsing.
        if (json.Span.IndexOf("\"productReviews\""u8) < 0) return;
        using (var document = JsonDocument.Parse(json))
        {
            var root = document.RootElement;
            if (!root.TryGetProperty("productReviews", out var reviews) || reviews.ValueKind != JsonValueKind.Array) return;
            if (!root.TryGetProperty("productIds", out var products) || products.ValueKind != JsonValueKind.Array) return;
            if (Text(root, "userId") is not { } user || !root.TryGetProperty("startMs", out var start) || !start.TryGetInt64(out var timeMs)) return;
            var ratings = root.TryGetProperty("productRatings", out var found) && found.ValueKind == JsonValueKind.Array ? found : default;
            for (var i = 0; i < Math.Min(reviews.GetArrayLength(), products.GetArrayLength()); i++)
            {
                if (reviews[i].ValueKind != JsonValueKind.String || reviews[i].GetString() is not { Length: > 0 } text) continue;
                if (ratings.ValueKind == JsonValueKind.Array && i < ratings.GetArrayLength() && Praise(ratings[i]) is { } praise)
                    _rated.Add(new RatedReview(timeMs, user, new LabelledText(text, praise)));
                else
                    AddReview(user, products[i].ToString(), timeMs, text);
            }
        }
    }

    /// <summary>Adds an archived interaction.</summary>
    /// <param name="json">A JSON object.</param>
    public void AddInteraction(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\"rating\""u8) < 0) return;
        using (var document = JsonDocument.Parse(json))
        {
            var root = document.RootElement;
            if (Text(root, "event_type") != EventTypes.Rating || !root.TryGetProperty("value", out var value) || Praise(value) is not { } praise) return;
            if (Text(root, "userId") is not { } user || Text(root, "product_id") is not { } product) return;
            if (!root.TryGetProperty("timeMs", out var time) || !time.TryGetInt64(out var timeMs)) return;
            if (Text(root, "review") is { Length: > 0 } text) _rated.Add(new RatedReview(timeMs, user, new LabelledText(text, praise)));
            else _ratings[(user, product)] = (timeMs, praise);
        }
    }

    /// <summary>What has text and stars, oldest first.</summary>
    public IReadOnlyList<RatedReview> InOrder()
    {
        foreach (var (key, review) in _unrated)
        {
            if (_ratings.TryGetValue(key, out var rating))
                _rated.Add(new RatedReview(Math.Max(review.TimeMs, rating.TimeMs), key.User, new LabelledText(review.Text, rating.Praise)));
        }

        _unrated.Clear();
        return [.. _rated.OrderBy(review => review.TimeMs).ThenBy(review => review.User, StringComparer.Ordinal).ThenBy(review => review.Review.Text, StringComparer.Ordinal)];
    }

    private void AddReview(string user, string product, long timeMs, string text)
    {
        if (!_unrated.TryGetValue((user, product), out var known) || known.TimeMs <= timeMs) _unrated[(user, product)] = (timeMs, text);
    }

    private static float? Praise(JsonElement stars) => Number(stars) is >= 1 and <= 5 and var number ? LabelledText.OfStars(number) : null;

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static async IAsyncEnumerable<Document> FindAsync(
        IDocumentStore documents, CollectionDefinition collection, string time, DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The archive may not have run yet.
        await documents.EnsureCollectionAsync(collection, cancellationToken);
        var query = new DocumentQuery { Where = [new FieldCondition(time, Comparison.AtLeast, from.ToUnixTimeMilliseconds())], SortBy = time };
        await foreach (var document in documents.FindAsync(collection.Name, query, cancellationToken)) yield return document;
    }
}
