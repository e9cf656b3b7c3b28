using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Recommendations.Gorse;

/// <summary>What ids have to be.</summary>
internal static class GorseIds
{
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
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(told, GorseJsonContext.Default.JsonElement);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return "Labels: found half a character, expected valid Unicode";
        }
    }
}
