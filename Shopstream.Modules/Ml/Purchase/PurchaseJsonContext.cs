using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Purchase;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrivacyStatement))]
internal sealed partial class PurchaseJsonContext : JsonSerializerContext;
