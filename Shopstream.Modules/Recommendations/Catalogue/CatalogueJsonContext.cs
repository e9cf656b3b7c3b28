using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Modules.Recommendations.Catalogue;

/// <summary>Source-generated JSON of stored products and rules.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CatalogueProduct))]
[JsonSerializable(typeof(List<CatalogueProduct>))]
[JsonSerializable(typeof(MerchantRule))]
[JsonSerializable(typeof(List<MerchantRule>))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
