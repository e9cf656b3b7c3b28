using System.Text.Json.Serialization;

namespace Shopstream.Modules.StreamAnalytics;

[JsonSerializable(typeof(List<string>))]
internal sealed partial class LanesJsonContext : JsonSerializerContext;
