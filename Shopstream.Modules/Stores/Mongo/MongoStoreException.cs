namespace Shopstream.Modules.Stores.Mongo;

/// <summary>
/// MongoDB did not do what was asked. The message names server, collection and, where there is one, the document; it holds
/// no secrets.
/// </summary>
/// <param name="message">What was asked and what went wrong.</param>
/// <param name="kind">What can be done about it.</param>
/// <param name="code">The server's code, such as 11000; 0 when there is none.</param>
/// <param name="inner">What the driver said, or null.</param>
internal sealed class MongoStoreException(string message, MongoFailureKind kind, int code, Exception? inner = null) : IOException(message, inner)
{
    /// <value>What can be done about it.</value>
    public MongoFailureKind Kind => kind;

    /// <value>The server's code; 0 when there is none.</value>
    public int Code => code;
}
