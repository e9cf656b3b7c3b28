namespace Shopstream.Modules.Sqlite;

/// <summary>A database file that cannot be used; the message names it and says what was found and expected.</summary>
public sealed class SqliteFileException(string message, Exception? inner = null) : Exception(message, inner);
