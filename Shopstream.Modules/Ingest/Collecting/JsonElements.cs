using System.Text;
using System.Text.Json;
using Shopstream.Modules.Events;

namespace Shopstream.Modules.Ingest.Collecting;

/// <summary>One element of a collected body, or why it cannot be read.</summary>
/// <param name="Index">0-based position among the elements.</param>
/// <param name="Json">The element's bytes; for a broken one, what was skipped.</param>
/// <param name="Rejection">Why it cannot be read, or null.</param>
internal readonly record struct JsonElementSlice(int Index, ReadOnlyMemory<byte> Json, Rejection? Rejection);

/// <summary>
/// Cuts a body into its elements: one JSON object, an array, or JSON lines. A broken line is reported and the next one read;
/// inside an array there is no way to find the next element, so the rest of it is reported as one.
/// </summary>
internal static class JsonElements
{
    private static readonly JsonReaderOptions OneValue = new() { AllowMultipleValues = true };

    /// <summary>The elements in order.</summary>
    public static List<JsonElementSlice> Split(ReadOnlyMemory<byte> body)
    {
        var span = body.Span;
        if (span.StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        var start = SkipBlank(body.Span, 0);
        var slices = new List<JsonElementSlice>();
        if (start < body.Length && body.Span[start] == (byte)'[') SplitArray(body, start + 1, slices);
        else SplitLines(body, start, slices);
        return slices;
    }

    private static void SplitArray(ReadOnlyMemory<byte> body, int position, List<JsonElementSlice> slices)
    {
        var first = true;
        while (true)
        {
            position = SkipBlank(body.Span, position);
            if (position >= body.Length)
            {
                slices.Add(Broken(slices.Count, body[position..], position, "found the end of the body, expected \"]\""));
                return;
            }

            var b = body.Span[position];
            if (b == (byte)']') return;
            if (!first)
            {
                if (b != (byte)',')
                {
                    slices.Add(Broken(slices.Count, body[position..], position, $"found \"{(char)b}\", expected \",\" or \"]\""));
                    return;
                }

                position = SkipBlank(body.Span, position + 1);
            }

            first = false;
            if (!TryValue(body.Span[position..], out var length, out var error))
            {
                slices.Add(Broken(slices.Count, body[position..], position, error));
                return;
            }

            slices.Add(new(slices.Count, body.Slice(position, length), null));
            position += length;
        }
    }

    private static void SplitLines(ReadOnlyMemory<byte> body, int position, List<JsonElementSlice> slices)
    {
        for (position = SkipBlank(body.Span, position); position < body.Length; position = SkipBlank(body.Span, position))
        {
            if (TryValue(body.Span[position..], out var length, out var error))
            {
                slices.Add(new(slices.Count, body.Slice(position, length), null));
                position += length;
                continue;
            }

            var line = body.Span[position..].IndexOf((byte)'\n');
            var end = line < 0 ? body.Length : position + line;
            slices.Add(Broken(slices.Count, body[position..end], position, error));
            position = end;
        }
    }

    private static bool TryValue(ReadOnlySpan<byte> json, out int length, out string error)
    {
        length = 0;
        error = "";
        try
        {
            var reader = new Utf8JsonReader(json, OneValue);
            if (!reader.Read())
            {
                error = "found nothing, expected a JSON value";
                return false;
            }

            reader.Skip();
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException e)
        {
            error = e.Message.Split(" LineNumber:", 2)[0];
            return false;
        }
    }

    private static JsonElementSlice Broken(int index, ReadOnlyMemory<byte> json, int position, string error) =>
        new(index, json, new Rejection(RejectionReasons.MalformedJson, $"byte {position}: {error}"));

    private static int SkipBlank(ReadOnlySpan<byte> body, int position)
    {
        while (position < body.Length && body[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') position++;
        return position;
    }
}
