namespace Shopstream.Tests.Support.Mongo;

/// <summary>What the test server answers instead of doing it.</summary>
internal sealed class MongoRefusal(int code, string codeName, string message) : Exception(message)
{
    public int Code => code;

    public string CodeName => codeName;

    /// <summary>Something that the test server does not know: then neither the server nor the provider is to be trusted.</summary>
    public static MongoRefusal Unknown(string what) => new(40415, "UnknownField", $"the test server does not know {what}");

    public static MongoRefusal DuplicateKey(string collection, object? id) =>
        new(11000, "DuplicateKey", $"E11000 duplicate key error collection: {collection} index: _id_ dup key: {{ _id: \"{id}\" }}");
}
