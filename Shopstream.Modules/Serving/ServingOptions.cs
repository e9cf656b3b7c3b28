using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Serving;

/// <summary>Settings of the section <c>Serving</c>.</summary>
public sealed class ServingOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Serving";

    /// <value>
    /// The key that writes and everything off loopback must present in <c>X-Api-Key</c>. Default none: then only callers
    /// on this machine are served.
    /// </value>
    [StringLength(512)]
    public string? ApiKey { get; set; }

    /// <value>Paths that GET and HEAD reach without a key from anywhere, such as <c>/health/live</c> for an orchestrator. Default none.</value>
    public IList<string> OpenPaths { get; set; } = [];

    /// <value>
    /// Origins such as <c>https://shop.example</c> whose pages may POST to <c>/collect/*</c> and <c>/feedback</c> without a key. Default
    /// none. Whoever can reach the host can claim an origin, so with any of them those paths take events from everybody.
    /// </value>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <value>Writes per client and second that come without a key from pages of <see cref="AllowedOrigins"/>, 1 to 1,000,000. Default 50.</value>
    [Range(1, 1_000_000)]
    public int BrowserWritesPerSecond { get; set; } = 50;

    /// <value>GET, HEAD and OPTIONS requests per client and second, 1 to 1,000,000. Default 2,000.</value>
    [Range(1, 1_000_000)]
    public int ReadsPerSecond { get; set; } = 2_000;

    /// <value>All other requests per client and second, 1 to 1,000,000. Default 2,000.</value>
    [Range(1, 1_000_000)]
    public int WritesPerSecond { get; set; } = 2_000;

    /// <value>Largest request body in bytes, as sent and as decompressed, 1 KiB to 1 GiB. Default 8 MiB.</value>
    [Range(1024L, 1024L * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 8L * 1024 * 1024;

    /// <value>Listeners of <c>/events/stream</c> at a time, 1 to 10,000. Default 200.</value>
    [Range(1, 10_000)]
    public int MaxStreamClients { get; set; } = 200;

    /// <value>Time between two <c>overview</c> events, 50 ms to one minute. Default one second.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan StreamInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>Silence after which a comment is sent, so that proxies keep the connection, 50 ms to ten minutes. Default 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan StreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <value>How long a browser waits before it reconnects, 100 ms to ten minutes. Default two seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan StreamRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>Time on the site from which a visitor without an order is a potential customer, 0 to 30 days. Default five minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PotentialCustomerDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a key is set; an empty one counts as none.</summary>
    internal bool HasApiKey => !string.IsNullOrEmpty(ApiKey);
}

/// <summary>Checks the range of every setting.</summary>
[OptionsValidator]
internal sealed partial class ServingOptionsValidator : IValidateOptions<ServingOptions>;

/// <summary>Checks the rules across settings.</summary>
internal sealed class ServingOptionsRules : IValidateOptions<ServingOptions>
{
    public ValidateOptionsResult Validate(string? name, ServingOptions options)
    {
        var failures = new List<string>();
        if (options.HasApiKey && string.IsNullOrWhiteSpace(options.ApiKey))
            failures.Add("Serving:ApiKey consists of blanks only, expected a secret or nothing");
        if (options.StreamHeartbeat < options.StreamInterval)
            failures.Add($"Serving:StreamHeartbeat is {options.StreamHeartbeat}, expected at least Serving:StreamInterval ({options.StreamInterval})");
        foreach (var origin in options.AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase))
                failures.Add($"Serving:AllowedOrigins holds \"{origin}\", expected scheme and host, and the port unless it is the scheme's own, such as https://shop.example");
        }

        foreach (var path in options.OpenPaths)
            if (!path.StartsWith('/')) failures.Add($"Serving:OpenPaths holds \"{path}\", expected a path that begins with /");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
