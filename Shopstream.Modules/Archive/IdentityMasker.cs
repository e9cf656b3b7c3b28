using System.Buffers;
using System.Text.Json;

namespace Shopstream.Modules.Archive;

/// <summary>
/// Copies a JSON object, with the text of every property <c>name</c>, <c>email</c> and <c>ipAddress</c> (at any depth) replaced
/// by its pseudonym. Everything else stays as it is, byte for byte.
/// </summary>
internal sealed class IdentityMasker(IdentityHasher hasher)
{
    /// <summary>Writes the first <paramref name="length"/> bytes of <paramref name="json"/>, a whole object, to <paramref name="output"/>.</summary>
    public void Copy(ReadOnlySpan<byte> json, int length, IBufferWriter<byte> output)
    {
        var copied = 0;
        var reader = new Utf8JsonReader(json);
        var personal = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                personal = IsPersonal(ref reader);
                continue;
            }

            if (personal && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            {
                var start = (int)reader.TokenStartIndex;
                output.Write(json[copied..start]);
                output.Write("\""u8);
                output.Write(Pseudonym(ref reader));
                output.Write("\""u8);
                copied = (int)reader.BytesConsumed;
            }

            personal = false;
        }

        output.Write(json[copied..length]);
    }

    private static bool IsPersonal(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && reader.ValueSpan.Length is not (4 or 5 or 9)) return false;
        return reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("email"u8) || reader.ValueTextEquals("ipAddress"u8);
    }

    private ReadOnlySpan<byte> Pseudonym(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return hasher.Hash(reader.ValueSpan);
        var buffer = new byte[reader.ValueSpan.Length];
        return hasher.Hash(buffer.AsSpan(0, reader.CopyString(buffer)));
    }
}
