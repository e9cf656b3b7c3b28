namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>Fields of a stored document beside those of its body.</summary>
internal static class StoredFields
{
    /// <summary>The document's id.</summary>
    public static ReadOnlySpan<byte> Id => "_id"u8;

    /// <summary>
    /// What the body holds in an indexed field, where that is not the value it is indexed by: a document of those fields. The
    /// least key (<c>MinKey</c>) stands for a field that the body does not have.
    /// </summary>
    public static ReadOnlySpan<byte> Original => "_original"u8;

    /// <summary>The whole body as the bytes of its JSON, when BSON cannot hold it.</summary>
    public static ReadOnlySpan<byte> Json => "_json"u8;

    /// <summary>When the server may remove it: a date.</summary>
    public static ReadOnlySpan<byte> ExpiresAt => "_expiresAt"u8;

    /// <summary>Names one compare-and-set, so that a repeated try recognises its own document: a UUID.</summary>
    public static ReadOnlySpan<byte> Revision => "_revision"u8;

    /// <summary>Whether a name at the top of a document is one of these.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(Id) || name.SequenceEqual(Original) || name.SequenceEqual(Json) || name.SequenceEqual(ExpiresAt) || name.SequenceEqual(Revision);
}
