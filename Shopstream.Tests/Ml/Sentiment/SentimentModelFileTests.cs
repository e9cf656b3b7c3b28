using System.Text;
using System.Text.Json.Nodes;
using Shopstream.Modules.Ml.Sentiment;

namespace Shopstream.Tests.Ml.Sentiment;

public sealed class SentimentModelFileTests
{
    [Test]
    public void Read_WhatWasWritten_ScoresAlike()
    {
        var json = SentimentModelFile.Write(SentimentModel.Default);
        var read = SentimentModelFile.Read(json);
        read.Origin.ShouldBe(SentimentModel.Default.Origin);
        foreach (var text in new[] { "The bed is very good!", "not worth the money", "It took an hour", "" })
            read.Score(text).ShouldBe(SentimentModel.Default.Score(text));
        SentimentModelFile.Write(read).ShouldBe(json);
    }

    [Test]
    public void BuiltIn_Origin_SaysWhatItIs()
    {
        SentimentModel.Default.Origin.Version.ShouldBe("built-in");
        SentimentModel.Default.Origin.Data.ShouldContain("CC BY 4.0");
        SentimentModel.Default.Origin.Texts.ShouldBe(1_500 + BuiltInTraining.PlainTexts);
    }

    [TestCase("", "no JSON")]
    [TestCase("[]", "no JSON")]
    [TestCase("{}", "format")]
    [TestCase("{\"format\":\"shopstream-sentiment-9\"}", "shopstream-sentiment-9")]
    public void Read_NoModel_SaysWhatItFound(string json, string expected) =>
        Should.Throw<FormatException>(() => SentimentModelFile.Read(Encoding.UTF8.GetBytes(json))).Message.ShouldContain(expected);

    [TestCase("step", "0", "step")]
    [TestCase("weights", "\"AAAA\"", "unpacked")]
    [TestCase("weights", "\"\"", "0 buckets")]
    [TestCase("evidence", "{}", "sum")]
    public void Read_DamagedModel_SaysWhatIsWrong(string field, string value, string expected)
    {
        var model = JsonNode.Parse(SentimentModelFile.Write(SentimentModel.Default))!;
        model[field] = JsonNode.Parse(value);
        Should.Throw<FormatException>(() => SentimentModelFile.Read(Encoding.UTF8.GetBytes(model.ToJsonString()))).Message.ShouldContain(expected);
    }

    [Test]
    public void Read_WeightsThatUnpackToTooMuch_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionLevel.Fastest)) brotli.Write(new byte[4_000_000]);
        var model = JsonNode.Parse(SentimentModelFile.Write(SentimentModel.Default))!;
        model["weights"] = Convert.ToBase64String(packed.ToArray());
        Should.Throw<FormatException>(() => SentimentModelFile.Read(Encoding.UTF8.GetBytes(model.ToJsonString()))).Message.ShouldContain("more buckets");
    }
}
