using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Privacy;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerDocument))]
internal sealed partial class PrivacyJsonContext : JsonSerializerContext;

/// <summary>A privacy ledger as it is saved.</summary>
internal sealed record LedgerDocument(int Version, double Epsilon, double Delta, PrivacySpending[] Entries);
