namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>Types of BSON values (bsonspec.org, version 1.1), deprecated ones left out.</summary>
internal enum BsonType : byte
{
    /// <summary>64-bit floating point.</summary>
    Double = 0x01,

    /// <summary>UTF-8 text.</summary>
    String = 0x02,

    /// <summary>Embedded document.</summary>
    Document = 0x03,

    /// <summary>A document whose keys are 0, 1, 2 and so on.</summary>
    Array = 0x04,

    /// <summary>Bytes with a subtype.</summary>
    Binary = 0x05,

    /// <summary>12 bytes that identify a document.</summary>
    ObjectId = 0x07,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 0x08,

    /// <summary>Milliseconds since 1970.</summary>
    Date = 0x09,

    /// <summary>Nothing.</summary>
    Null = 0x0A,

    /// <summary>Pattern and options.</summary>
    Regex = 0x0B,

    /// <summary>JavaScript.</summary>
    Code = 0x0D,

    /// <summary>32-bit integer.</summary>
    Int32 = 0x10,

    /// <summary>Internal time of the server.</summary>
    Timestamp = 0x11,

    /// <summary>64-bit integer.</summary>
    Int64 = 0x12,

    /// <summary>Decimal floating point with 34 digits.</summary>
    Decimal128 = 0x13,

    /// <summary>Compares as greater than everything.</summary>
    MaxKey = 0x7F,

    /// <summary>Compares as less than everything.</summary>
    MinKey = 0xFF,
}
