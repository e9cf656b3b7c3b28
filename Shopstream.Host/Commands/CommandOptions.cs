using System.CommandLine;

namespace Shopstream.Host.Commands;

/// <summary>Options that every verb has.</summary>
internal static class CommandOptions
{
    public static Option<FileInfo?> Json() => new("--json") { Description = "Write the result as JSON to this file, too." };
}
