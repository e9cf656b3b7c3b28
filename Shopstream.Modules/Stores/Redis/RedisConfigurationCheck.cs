using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>Checks the configuration text at the start; what it found is not repeated, since it may hold a password.</summary>
internal sealed class RedisConfigurationCheck : IValidateOptions<SketchesOptions>
{
    private const string Expected =
        "expected host:port[,host:port…][,name=value…] with the names of StackExchange.Redis 1.2.6, such as ssl, sslHost, password, "
        + "defaultDatabase and connectTimeout (user is not among them; a password with a comma belongs in Sketches:Redis:Password).";

    private const long MaxBits = 1L << 32;

    public ValidateOptionsResult Validate(string? name, SketchesOptions options)
    {
        if (options.Provider != SketchesOptions.RedisProvider) return ValidateOptionsResult.Success;
        if (options.Redis.BloomCommands != BloomCommands.Always && !FitsIntoAString(options.Redis))
        {
            return ValidateOptionsResult.Fail(
                $"Sketches:Redis:BloomCapacity and BloomError: found {options.Redis.BloomCapacity} and {options.Redis.BloomError}, expected a filter "
                + $"of at most {MaxBits} bits (one of 0.01 takes 9.9 bits a user), the most that a string in Redis holds.");
        }

        try
        {
            return ConfigurationOptions.Parse(options.Redis.Configuration).EndPoints.Count > 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"Sketches:Redis:Configuration names no server; {Expected}");
        }
        catch (ArgumentException)
        {
            return ValidateOptionsResult.Fail($"Sketches:Redis:Configuration cannot be read; {Expected}");
        }
    }

    private static bool FitsIntoAString(RedisSketchesOptions options)
    {
        // Values out of range are named by the attributes.
        if (options.BloomCapacity is < 1 or > 400_000_000 || options.BloomError is not (>= 1e-6 and <= 0.5)) return true;
        return UserFilter.Plain(options.BloomCapacity, options.BloomError).LastBit < MaxBits;
    }
}
