using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ingest.Simulation;

namespace Shopstream.Modules.Ingest;

/// <summary>Names a source by format and content: the first 64 bits of a SHA-256, as hex digits.</summary>
internal static class ImportFingerprint
{
    private const int Kept = 8;

    /// <summary>The fingerprint of a file, or of all files of a folder and their names.</summary>
    /// <exception cref="ImportFormatException">There is no such file or folder.</exception>
    public static async ValueTask<string> OfAsync(string format, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(format));
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
                await AppendAsync(hash, file, cancellationToken);
            }
        }
        else if (File.Exists(path))
        {
            await AppendAsync(hash, path, cancellationToken);
        }
        else
        {
            throw new ImportFormatException($"{path}: found nothing there, expected a file or folder");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Kept));
    }

    /// <summary>The fingerprint of a simulated history: its settings name its content.</summary>
    public static string OfSimulation(SimulatorOptions options, long sessions)
    {
        var settings = JsonSerializer.SerializeToUtf8Bytes(options, SimulationJsonContext.Default.SimulatorOptions);
        return $"simulated-{sessions}-{Convert.ToHexStringLower(SHA256.HashData(settings).AsSpan(0, Kept))}";
    }

    private static async ValueTask AppendAsync(IncrementalHash hash, string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        var buffer = new byte[1 << 20];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read) hash.AppendData(buffer.AsSpan(0, read));
    }
}

[JsonSerializable(typeof(SimulatorOptions))]
internal sealed partial class SimulationJsonContext : JsonSerializerContext;
