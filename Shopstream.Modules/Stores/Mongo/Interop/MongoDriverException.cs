namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>An error as the driver reports it.</summary>
/// <param name="message">What the driver or the server says.</param>
/// <param name="domain">Part of the driver it comes from: one of the constants here, or another number.</param>
/// <param name="code">Number within the domain.</param>
/// <param name="isRetryable">Whether the server labels it as worth another try.</param>
internal sealed class MongoDriverException(string message, uint domain, uint code, bool isRetryable) : Exception(message)
{
    /// <summary>Authentication, and misuse of the driver.</summary>
    public const uint ClientDomain = 1;

    /// <summary>Sockets and TLS.</summary>
    public const uint StreamDomain = 2;

    /// <summary>What came from the server made no sense.</summary>
    public const uint ProtocolDomain = 3;

    /// <summary>Authentication by SASL.</summary>
    public const uint SaslDomain = 7;

    /// <summary>Authentication by SCRAM.</summary>
    public const uint ScramDomain = 14;

    /// <summary>No server that could do it was found in time.</summary>
    public const uint ServerSelectionDomain = 15;

    /// <summary>A write was done, but not confirmed as asked for.</summary>
    public const uint WriteConcernDomain = 16;

    /// <summary>The server refused.</summary>
    public const uint ServerDomain = 17;

    /// <summary>Code of a failed authentication in the <see cref="ClientDomain"/>.</summary>
    public const uint AuthenticateCode = 11;

    /// <value>Part of the driver it comes from.</value>
    public uint Domain => domain;

    /// <value>Number within the domain.</value>
    public uint Code => code;

    /// <value>Whether the server labels it as worth another try.</value>
    public bool IsRetryable => isRetryable;
}
