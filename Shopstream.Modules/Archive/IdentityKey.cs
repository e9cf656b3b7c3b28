using System.Security.Cryptography;
using System.Text;

namespace Shopstream.Modules.Archive;

/// <summary>The key of the identity hashes: from configuration, or a random one kept in a file that only its owner can read.</summary>
internal static class IdentityKey
{
    private const int KeyBytes = 32;

    /// <summary>The key's bytes.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static byte[] Resolve(string? configured, Func<string> keyFilePath)
    {
        if (configured is not null) return SHA256.HashData(Encoding.UTF8.GetBytes(configured));
        var keyFile = keyFilePath();
        if (File.Exists(keyFile))
        {
            var stored = File.ReadAllBytes(keyFile);
            return stored.Length == KeyBytes
                ? stored
                : throw new InvalidDataException($"{keyFile}: found {stored.Length} bytes, expected the {KeyBytes} bytes of the identity key.");
        }

        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(keyFile, options);
        file.Write(key);
        file.Flush(flushToDisk: true);
        return key;
    }
}
