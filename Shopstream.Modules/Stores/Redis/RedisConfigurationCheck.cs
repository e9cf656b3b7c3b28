using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>Checks the configuration text at the start; what it found is not repeated, since it may hold a password.</summary>
internal sealed class RedisConfigurationCheck : IValidateOptions<SketchesOptions>
{
    private const string Expected =
        "expected host:port[,host:port…][,name=value…] with the names of StackExchange.Redis 1.2.6, such as ssl, sslHost, password, "
        + "defaultDatabase and connectTimeout (user is not among them; a password with a comma belongs in Sketches:Redis:Password).";

    public ValidateOptionsResult Validate(string? name, SketchesOptions options)
    {
        if (options.Provider != SketchesOptions.RedisProvider) return ValidateOptionsResult.Success;
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
}
