namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// The MongoDB provider cannot be used as it is set up: its native library is missing or too old, or the connection string is
/// wrong. The message says what to do, and holds no secrets.
/// </summary>
internal sealed class MongoSetupException(string message) : Exception(message);
