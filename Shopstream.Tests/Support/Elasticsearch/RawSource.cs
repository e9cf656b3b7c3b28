using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>JSON that is handed out byte by byte as it came in.</summary>
[JsonConverter(typeof(Writer))]
internal sealed record RawSource(byte[] Utf8)
{
    private sealed class Writer : JsonConverter<RawSource>
    {
        public override RawSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("sources are only written");

        public override void Write(Utf8JsonWriter writer, RawSource value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8);
    }
}
