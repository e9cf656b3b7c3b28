using Shopstream.Modules.Stores.Mongo.Interop;

namespace Shopstream.Modules.Stores.Mongo;

/// <summary>Which errors of driver and server mean what; codes are the server's.</summary>
internal static class MongoFailures
{
    /// <summary>A document with that id, or with that value in a unique index, exists.</summary>
    public const int DuplicateKey = 11000;

    private const int ServerSelectionFailed = 13053;

    // Reached, but it is no primary, shuts down, or waits for another one that cannot be reached.
    private static readonly HashSet<int> Away =
    [
        6, // HostUnreachable
        7, // HostNotFound
        89, // NetworkTimeout
        91, // ShutdownInProgress
        133, // FailedToSatisfyReadPreference
        189, // PrimarySteppedDown
        9001, // SocketException
        10058, // NotPrimary, before 4.0
        10107, // NotWritablePrimary
        11600, // InterruptedAtShutdown
        11602, // InterruptedDueToReplStateChange
        13435, // NotPrimaryNoSecondaryOk
        13436, // NotPrimaryOrSecondary
    ];

    // Too much at a time, or two writers met.
    private static readonly HashSet<int> Passing =
    [
        24, // LockTimeout
        46, // LockBusy
        50, // MaxTimeMSExpired
        64, // WriteConcernFailed: not confirmed in time
        112, // WriteConflict
        117, // ConflictingOperationInProgress
        202, // NetworkInterfaceExceededTimeLimit
        262, // ExceededTimeLimit
        DuplicateKey,
        11001, // the same, from old servers
        12582, // the same, from a cluster
    ];

    /// <summary>What can be done about an error.</summary>
    public static MongoFailureKind Classify(MongoDriverException error) => error.Domain switch
    {
        MongoDriverException.ClientDomain when error.Code == MongoDriverException.AuthenticateCode => MongoFailureKind.Denied,
        MongoDriverException.SaslDomain or MongoDriverException.ScramDomain => MongoFailureKind.Denied,
        MongoDriverException.StreamDomain or MongoDriverException.ProtocolDomain => MongoFailureKind.Away,
        MongoDriverException.ServerSelectionDomain when error.Code == ServerSelectionFailed => MongoFailureKind.Away,
        MongoDriverException.ServerDomain or MongoDriverException.WriteConcernDomain => Classify((int)error.Code, error.IsRetryable),
        _ => MongoFailureKind.Refused,
    };

    /// <summary>What can be done about an error of the server.</summary>
    /// <param name="code">The server's code.</param>
    /// <param name="isRetryable">Whether the server labels it as worth another try.</param>
    public static MongoFailureKind Classify(int code, bool isRetryable) =>
        Away.Contains(code) ? MongoFailureKind.Away
        : isRetryable || Passing.Contains(code) ? MongoFailureKind.Passing
        : code is 13 or 18 ? MongoFailureKind.Denied
        : MongoFailureKind.Refused;

    /// <summary>The server's words, without the values of the key that they may quote.</summary>
    public static string Words(string message)
    {
        var key = message.IndexOf(" dup key:", StringComparison.Ordinal);
        return key < 0 ? message : message[..key];
    }
}
