using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ingest.Importing;

namespace Shopstream.Tests.Ingest.Importing;

public sealed class RecordReaderTests : ImportFixture
{
    private static readonly string[] Pieces = ["a", "bc", "\"", "\"\"", ",", "\n", "\r\n", "\r", " ", "ü", "€", "'", "7"];

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Read_AnyFieldsInAnyBuffer_ComeBackAsWritten()
    {
        var field = Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p)).Resize(6);
        var table = Gen.Choose(2, 4).SelectMany(columns => field.ListOf(columns).Select(f => f.ToArray()).NonEmptyListOf()).Resize(8);
        return Prop.ForAll(table.ToArbitrary(), Gen.Choose(4, 40).ToArbitrary(), Gen.Elements("\n", "\r\n").ToArbitrary(), (rows, buffer, lineEnd) =>
        {
            var header = string.Join(',', Enumerable.Range(0, rows[0].Length).Select(i => "c" + i));
            var path = Write("p.csv", header + lineEnd + string.Concat(rows.Select(r => string.Join(',', r.Select(Quoted)) + lineEnd)));
            using var table = CsvTable.WithHeader(new RecordReader(ImportFile.Open(path, new ImportProgress()), RecordSyntax.Csv, 1 << 20, buffer), RecordSyntax.Csv);
            var line = 2;
            foreach (var row in rows)
            {
                table.Read().ShouldBeTrue();
                table.Fault.ShouldBeNull();
                table.Line.ShouldBe(line);
                for (var i = 0; i < row.Length; i++) Encoding.UTF8.GetString(table.Content(i)).ShouldBe(row[i]);
                line += 1 + row.Sum(f => f.Count(c => c == '\n'));
            }

            table.Read().ShouldBeFalse();
        });
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Read_AnyText_EndsAndGoesThroughTheLinesInOrder()
    {
        var text = Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p)).Resize(60);
        return Prop.ForAll(text.ToArbitrary(), Gen.Choose(4, 40).ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(), (body, buffer, maxLength) =>
        {
            var small = Faults("x\n" + body, buffer, maxLength);
            Faults("x\n" + body, 1 << 17, maxLength).ShouldBe(small, "the size of the buffer must not matter");
            long last = 0;
            foreach (var (line, _, _) in small)
            {
                line.ShouldBeGreaterThan(last);
                last = line;
            }

            last.ShouldBeLessThanOrEqualTo(body.Count(c => c == '\n') + 2);
        });
    }

    private List<(long Line, string? Fault, string Text)> Faults(string text, int buffer, int maxLength)
    {
        using var reader = new RecordReader(ImportFile.Open(Write("t.csv", text), new ImportProgress()), RecordSyntax.Csv, maxLength, buffer);
        List<(long, string?, string)> found = [];
        while (reader.Read()) found.Add((reader.Line, reader.Fault?.Detail, reader.Text));
        return found;
    }

    private static string Quoted(string field) => "\"" + field.Replace("\"", "\"\"") + "\"";
}
