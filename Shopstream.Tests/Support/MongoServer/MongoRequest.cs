namespace Shopstream.Tests.Support.Mongo;

/// <summary>A command that the test server got.</summary>
/// <param name="Name">Its name, such as <c>update</c>.</param>
/// <param name="Command">All of it; documents sent beside it stand in it as an array.</param>
internal sealed record MongoRequest(string Name, BsonDoc Command)
{
    /// <summary>The documents of a write, or an empty list.</summary>
    public IReadOnlyList<BsonDoc> Items => Command[MongoWrites.ItemsOf(Name)] is BsonArr items ? [.. items.Cast<BsonDoc>()] : [];

    public override string ToString() => Command.ToString();
}
