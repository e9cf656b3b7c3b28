using System.Buffers;
using System.Text;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Scores texts that come one a line, on all cores, and writes label and score for each, separated by a tab, in the same order. Lines are
/// UTF-8 and end at line feeds; a carriage return before one is dropped. An empty line is a text, too. Memory: a few blocks of a mebibyte,
/// or as much as the longest line.
/// </summary>
public sealed class TextLines
{
    private const int BlockSize = 1 << 20;
    private static readonly byte[][] s_labels = ["negative\t"u8.ToArray(), "neutral\t"u8.ToArray(), "positive\t"u8.ToArray()];

    private readonly SentimentModel _model;
    private readonly long[] _counts = new long[3];
    private readonly ArrayBufferWriter<byte>[] _outputs = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new ArrayBufferWriter<byte>())];

    /// <summary>Scores by a model.</summary>
    public TextLines(SentimentModel model) => _model = model;

    /// <summary>Texts scored so far, by label: negative, neutral, positive.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Scores all lines of a stream.</summary>
    /// <param name="input">UTF-8; a byte order mark is skipped, and what is no UTF-8 is replaced.</param>
    /// <param name="output">Receives a line for each.</param>
    /// <param name="cancellationToken">Ends the scoring between two blocks.</param>
    public async Task ScoreAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var block = new byte[BlockSize];
        var held = 0;
        var isFirst = true;
        while (true)
        {
            var read = await input.ReadAtLeastAsync(block.AsMemory(held), block.Length - held, throwOnEndOfStream: false, cancellationToken);
            var end = held + read;
            var isLast = end < block.Length;
            var skipped = isFirst && block.AsSpan(0, end).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            var whole = isLast ? end : block.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && !isLast)
            {
                held = end;
                Array.Resize(ref block, block.Length * 2);
                continue;
            }

            ScoreBlock(block.AsMemory(skipped..whole));
            foreach (var part in _outputs) await output.WriteAsync(part.WrittenMemory, cancellationToken);
            if (isLast) return;
            block.AsSpan(whole..end).CopyTo(block);
            (isFirst, held) = (false, end - whole);
        }
    }

    private void ScoreBlock(ReadOnlyMemory<byte> block)
    {
        var parts = new ReadOnlyMemory<byte>[_outputs.Length];
        var start = 0;
        for (var part = 0; part < parts.Length; part++)
        {
            var aim = Math.Max(start, (int)((long)block.Length * (part + 1) / parts.Length));
            var feed = part == parts.Length - 1 ? -1 : block.Span[aim..].IndexOf((byte)'\n');
            var end = feed < 0 ? block.Length : aim + feed + 1;
            parts[part] = block[start..end];
            start = end;
        }

        Parallel.For(0, parts.Length, part => ScorePart(parts[part].Span, _outputs[part]));
    }

    private void ScorePart(ReadOnlySpan<byte> lines, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        Span<long> counts = stackalloc long[3];
        var text = Array.Empty<char>();
        while (lines.Length > 0)
        {
            var feed = lines.IndexOf((byte)'\n');
            var line = feed < 0 ? lines : lines[..feed];
            lines = feed < 0 ? [] : lines[(feed + 1)..];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.Length > text.Length) text = new char[Math.Max(4_096, line.Length * 2)];
            var length = Encoding.UTF8.GetChars(line, text);
            var score = _model.Score(text.AsSpan(0, length));
            counts[(int)score.Label]++;
            output.Write(s_labels[(int)score.Label]);
            score.Score.TryFormat(output.GetSpan(32), out var written, "0.0000");
            output.Advance(written);
            output.Write("\n"u8);
        }

        for (var label = 0; label < counts.Length; label++) Interlocked.Add(ref _counts[label], counts[label]);
    }
}
