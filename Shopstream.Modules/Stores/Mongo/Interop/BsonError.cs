using System.Runtime.InteropServices;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>Where the driver says what went wrong (<c>bson_error_t</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BsonError
{
    private const int MessageBytes = 504;

    /// <summary>Which part of the driver, or the server, it comes from; see <see cref="MongoDriverException"/>.</summary>
    public uint Domain;

    /// <summary>Number within the domain; the server's own for its errors.</summary>
    public uint Code;

    private fixed byte _message[MessageBytes];

    /// <summary>What happened.</summary>
    public readonly string Message
    {
        get
        {
            fixed (byte* message = _message)
            {
                // It ends with a zero, unless it was cut.
                var bytes = new ReadOnlySpan<byte>(message, MessageBytes);
                var end = bytes.IndexOf((byte)0);
                return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
            }
        }
    }

    /// <summary>As an exception.</summary>
    /// <param name="isRetryable">Whether the server labels it as worth another try.</param>
    public readonly MongoDriverException ToException(bool isRetryable = false) => new(Message, Domain, Code, isRetryable);
}
