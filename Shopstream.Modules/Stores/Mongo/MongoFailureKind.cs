namespace Shopstream.Modules.Stores.Mongo;

/// <summary>What can be done about a failure.</summary>
internal enum MongoFailureKind
{
    /// <summary>Nothing: the server refuses what was asked.</summary>
    Refused,

    /// <summary>Trying again: two writers met, or the server was busy.</summary>
    Passing,

    /// <summary>Waiting: no server can be reached or is able to serve.</summary>
    Away,

    /// <summary>Nothing, and it concerns the whole connection: the credentials are refused.</summary>
    Denied,
}
