using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Events;

/// <summary>Source-generated JSON of everything that travels on the bus.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ShopSession))]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(RejectedRecord))]
[JsonSerializable(typeof(LateRecord))]
[JsonSerializable(typeof(PurchaseInFlight))]
[JsonSerializable(typeof(ServedRecommendations))]
[JsonSerializable(typeof(ExperimentDefinition))]
[JsonSerializable(typeof(FeedbackFact))]
public sealed partial class EventsJsonContext : JsonSerializerContext;
