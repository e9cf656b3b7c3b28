using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>What ids and labels have to be.</summary>
internal static class GorseIds
{
    // An answer with many rows adds levels to them, and must stay within what can be written.
    private const int MostDepth = 32;

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? Check(string? id, string name)
    {
        if (SessionReader.Id(id, name) is { } wrong) return wrong.Detail;
        if (id!.Contains('/', StringComparison.Ordinal)) return $"{name}: found a slash, expected an id that can stand in a path";
        foreach (var character in id)
            if (char.IsControl(character)) return $"{name}: found a control character, expected a readable id";
        for (var i = 0; i < id.Length; i++)
        {
            if (!char.IsSurrogate(id[i])) continue;
            if (!char.IsSurrogatePair(id, i)) return $"{name}: found half a character, expected valid Unicode";
            i++;
        }

        return null;
    }

    /// <summary>What is wrong with labels; null when nothing is. JSON may escape what is no text.</summary>
    public static string? CheckLabels(JsonElement? labels)
    {
        if (labels is not { } told) return null;
        if (IsDeeper(told, MostDepth)) return $"Labels: found more than {MostDepth} levels, expected at most so many";
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(told, GorseJsonContext.Default.JsonElement);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return "Labels: found half a character, expected valid Unicode";
        }
    }

    private static bool IsDeeper(JsonElement element, int levels) => element.ValueKind switch
    {
        JsonValueKind.Array => levels == 0 || element.EnumerateArray().Any(e => IsDeeper(e, levels - 1)),
        JsonValueKind.Object => levels == 0 || element.EnumerateObject().Any(p => IsDeeper(p.Value, levels - 1)),
        _ => false,
    };
}
