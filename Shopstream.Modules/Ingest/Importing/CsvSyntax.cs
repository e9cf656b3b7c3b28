namespace Shopstream.Modules.Ingest.Importing;

/// <summary>Where records and fields of RFC 4180 text end. A quote counts only at the begin of a field.</summary>
internal static class CsvSyntax
{
    /// <summary>The text given ends inside a record.</summary>
    public const int Incomplete = -1;

    /// <summary>Something other than a separator or a line end follows a closing quote.</summary>
    public const int Broken = -2;

    /// <summary>Finds the end of the record that <paramref name="text"/> begins with.</summary>
    /// <param name="text">Text from the begin of a record on.</param>
    /// <param name="separator">Separator of the fields.</param>
    /// <param name="isLast">Whether nothing follows <paramref name="text"/>, so that its end ends a record too.</param>
    /// <param name="quoteAt">Where the quote in question stands, when the record is incomplete or broken.</param>
    /// <returns>Length up to the line feed or the end, or <see cref="Incomplete"/>, or <see cref="Broken"/>.</returns>
    public static int EndOfRecord(ReadOnlySpan<byte> text, byte separator, bool isLast, out int quoteAt)
    {
        var i = 0;
        quoteAt = -1;
        while (true)
        {
            if (i >= text.Length || text[i] != (byte)'"')
            {
                var next = text[i..].IndexOfAny(separator, (byte)'\n');
                if (next < 0) return isLast ? text.Length : Incomplete;
                i += next;
                if (text[i] == (byte)'\n') return i;
                i++;
                continue;
            }

            quoteAt = i;
            var close = ClosingQuote(text, i);
            if (close < 0 || (close + 1 == text.Length && !isLast)) return Incomplete;
            i = close + 1;
            if (i == text.Length || text[i] == (byte)'\n') return i;
            if (text[i] == separator)
            {
                i++;
                continue;
            }

            if (text[i] == (byte)'\r')
            {
                if (i + 1 == text.Length) return isLast ? i : Incomplete;
                if (text[i + 1] == (byte)'\n') return i + 1;
            }

            quoteAt = close;
            return Broken;
        }
    }

    /// <summary>The quote that closes the one at <paramref name="open"/>; doubled quotes are content. Negative when there is none.</summary>
    public static int ClosingQuote(ReadOnlySpan<byte> text, int open)
    {
        var i = open + 1;
        while (true)
        {
            var next = text[i..].IndexOf((byte)'"');
            if (next < 0) return -1;
            i += next;
            if (i + 1 >= text.Length || text[i + 1] != (byte)'"') return i;
            i += 2;
        }
    }
}
