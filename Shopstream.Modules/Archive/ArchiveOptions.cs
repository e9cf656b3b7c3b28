using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Archive;

/// <summary>Settings of the archive, section <c>Archive</c>.</summary>
public sealed class ArchiveOptions
{
    /// <value>Whether name, e-mail and IP address are stored as keyed hashes. Default true.</value>
    public bool HashIdentities { get; set; } = true;

    /// <value>
    /// Key of the hashes, at least 16 characters; a secret, from the environment. Without one, a random key is made once and kept
    /// in the data directory.
    /// </value>
    [MinLength(16)]
    public string? IdentityKey { get; set; }

    /// <value>How long refused records can be found and replayed, 1 minute to 10 years. Default 90 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepRejected { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Generated checks of <see cref="ArchiveOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ArchiveOptionsValidator : IValidateOptions<ArchiveOptions>;
