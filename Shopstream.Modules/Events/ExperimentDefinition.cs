using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Shopstream.Modules.Events;

/// <summary>
/// An experiment with its variants. Which variant a user gets depends on nothing but the user id and <see cref="Salt"/>, so that every
/// host decides alike and a returning user sees the same.
/// </summary>
public sealed class ExperimentDefinition
{
    /// <summary>State of one that is being prepared.</summary>
    public const string Draft = "draft";

    /// <summary>State of one that assigns users.</summary>
    public const string Running = "running";

    /// <summary>State of one that is over.</summary>
    public const string Stopped = "stopped";

    /// <summary>Id: lower-case letters, digits, <c>-</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary><see cref="Draft"/>, <see cref="Running"/> or <see cref="Stopped"/>.</summary>
    public string State { get; set; } = Draft;

    /// <summary>Makes the assignment independent of that of other experiments; the id when nothing else was given.</summary>
    public string Salt { get; set; } = "";

    /// <summary>Share of the users who take part, 0 to 1; the others are in no variant.</summary>
    public double Traffic { get; set; } = 1;

    /// <summary>The variants, the control first.</summary>
    public List<ExperimentVariant> Variants { get; set; } = [];

    /// <summary>The measure it decides by: <c>click-through</c>, <c>conversion</c> or <c>revenue</c>.</summary>
    public string Metric { get; set; } = "click-through";

    /// <summary>Measures that must not get worse.</summary>
    public List<string> Guardrails { get; set; } = [];

    /// <summary>Chance of a false alarm, 0 to 1.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>When it began to assign users.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>The variant of a user; null when it is not running or the user takes no part.</summary>
    public ExperimentVariant? VariantOf(string userId)
    {
        if (State != Running || Variants.Count == 0) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{(Salt.Length == 0 ? Id : Salt)}\n{userId}"), hash);
        if (Fraction(hash) >= Traffic) return null;
        var at = Fraction(hash[8..]) * Variants.Sum(v => v.Share);
        foreach (var variant in Variants)
        {
            at -= variant.Share;
            if (at < 0) return variant;
        }

        return Variants[^1];
    }

    private static double Fraction(ReadOnlySpan<byte> bytes) => (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 11) * (1.0 / (1UL << 53));
}

/// <summary>A variant of an experiment.</summary>
public sealed class ExperimentVariant
{
    /// <summary>Name, unique in the experiment.</summary>
    public string Name { get; set; } = "";

    /// <summary>Weight of its traffic, above 0; 1 and 1 is half and half.</summary>
    public double Share { get; set; } = 1;

    /// <summary>The algorithm that answers, such as <c>hybrid</c>, or two to interleave: <c>interleave:hybrid,popular</c>.</summary>
    public string Algorithm { get; set; } = "";
}
