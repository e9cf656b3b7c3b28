using System.Text.Json;

namespace Shopstream.Tests.Deploy;

/// <summary>One instruction of a Dockerfile, its lines joined.</summary>
/// <param name="Stage">Number of the <c>FROM</c> it follows, from 0; -1 before the first.</param>
/// <param name="Name">Such as <c>RUN</c>.</param>
/// <param name="Arguments">What follows the name.</param>
internal sealed record DockerInstruction(int Stage, string Name, string Arguments)
{
    /// <summary>Words that are no flags.</summary>
    public IReadOnlyList<string> Words => [.. Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>The words of the exec form, or null when this is the shell form.</summary>
    public string[]? Exec
    {
        get
        {
            var bracket = Arguments.IndexOf('[', StringComparison.Ordinal);
            if (bracket < 0 || (bracket > 0 && !Arguments[..bracket].TrimEnd().EndsWith("CMD", StringComparison.Ordinal))) return null;
            try
            {
                return JsonSerializer.Deserialize<string[]>(Arguments[bracket..]);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Reads a Dockerfile.</summary>
    public static IReadOnlyList<DockerInstruction> Parse(string text)
    {
        var instructions = new List<DockerInstruction>();
        var stage = -1;
        var pending = "";
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.EndsWith('\\'))
            {
                pending += line[..^1].TrimEnd() + " ";
                continue;
            }

            var parts = (pending + line).Split(' ', 2, StringSplitOptions.TrimEntries);
            pending = "";
            if (parts[0] == "FROM") stage++;
            instructions.Add(new(stage, parts[0], parts.Length > 1 ? parts[1] : ""));
        }

        return instructions;
    }
}
