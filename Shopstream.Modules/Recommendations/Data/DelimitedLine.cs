using System.Text;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>One line of a table of text, its fields quoted as in RFC 4180 where need be. A field never goes beyond its line.</summary>
internal static class DelimitedLine
{
    /// <summary>The fields of a line.</summary>
    public static IReadOnlyList<string> Split(string line, char separator)
    {
        if (!line.Contains('"')) return line.Split(separator);
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(c);
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
