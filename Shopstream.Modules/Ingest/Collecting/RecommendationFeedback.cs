namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>What a visitor did with a recommended product, as <c>/feedback</c> takes it.</summary>
/// <param name="RecommendationId">Id of the answer that recommended it.</param>
/// <param name="UserId">Whom it was recommended to; the session id of somebody without a user id.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Type">`impression`, `click`, `like`, `dislike`, `rating`, `purchase` or `cart`.</param>
/// <param name="Value">Stars of a rating; amount of a purchase.</param>
/// <param name="EventId">Makes a retry harmless.</param>
/// <param name="Time">When it happened; the time of arrival when absent.</param>
/// <param name="Position">Place in the answer, from 1.</param>
public sealed record RecommendationFeedback(
    string RecommendationId, string UserId, string ProductId, string Type, double? Value, string? EventId, DateTimeOffset? Time, int? Position);
