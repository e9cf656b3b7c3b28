using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Shopstream.Modules.Streaming;

/// <summary>The texts inside state slots: plain integers and JSON.</summary>
internal static class StateText
{
    /// <summary>
    /// JSON of keys and accumulators where the caller gives none. Fields are included, since a tuple has nothing else and
    /// would silently be stored empty; infinities are allowed, since minima start from one.
    /// </summary>
    public static readonly JsonSerializerOptions DefaultJson = CreateDefault();

    /// <summary>The type's JSON contract under the given options, or under <see cref="DefaultJson"/>.</summary>
    public static JsonTypeInfo<T> JsonOf<T>(JsonSerializerOptions? options) => (JsonTypeInfo<T>)(options ?? DefaultJson).GetTypeInfo(typeof(T));

    /// <summary>An integer as text.</summary>
    public static ReadOnlyMemory<byte> Of(long value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An integer read back.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long ToInt64(string slot, ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"state slot {slot}: expected an integer, found \"{Encoding.UTF8.GetString(text)}\"");

    private static JsonSerializerOptions CreateDefault()
    {
        var options = new JsonSerializerOptions
        {
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
