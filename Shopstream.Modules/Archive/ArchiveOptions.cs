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
}

/// <summary>Generated checks of <see cref="ArchiveOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ArchiveOptionsValidator : IValidateOptions<ArchiveOptions>;
