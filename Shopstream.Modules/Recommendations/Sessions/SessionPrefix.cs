namespace Shopstream.Modules.Recommendations.Sessions;

/// <summary>The beginning of a session and the item that followed.</summary>
internal sealed record SessionPrefix(int[] Items, int Target)
{
    /// <summary>Every prefix of at least one item of every session.</summary>
    public static List<SessionPrefix> Of(SessionLog sessions)
    {
        List<SessionPrefix> prefixes = [];
        for (var s = 0; s < sessions.Count; s++)
            for (var length = 1; length < sessions[s].Length; length++) prefixes.Add(new(sessions[s][..length].ToArray(), sessions[s][length]));
        return prefixes;
    }
}
