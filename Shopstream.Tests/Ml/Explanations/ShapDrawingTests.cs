using Shopstream.Modules.Ml;
using Shopstream.Modules.Ml.Explanations;
using Shouldly;

namespace Shopstream.Tests.Ml.Explanations;

[TestFixture]
internal sealed class ShapDrawingTests
{
    private static readonly FeatureMatrix Rows = new(["a", "b", "c"], [[1, 3, 3], [10, float.NaN, 30], [0, 0, 0]]);
    private static readonly ShapValues Shap = new(["a", "b", "c"], 0.5, [[0.1f, -0.1f, 0.1f], [2, -3, 1], [0, 0.5f, -0.5f]]);

    [Test]
    public void Bars_OfValues_AreOrderedByMeanAbsolute()
    {
        var bars = ShapDrawing.Bars(Shap);
        bars.Select(b => b.Feature).ShouldBe(["b", "c", "a"]);
        bars[0].MeanAbsolute.ShouldBe(2, 1e-6);
    }

    [Test]
    public void Summary_OfValues_ColoursByRankWithTiesShared()
    {
        var lines = ShapDrawing.Summary(Shap, Rows, 3);
        lines.Select(l => l.Feature).ShouldBe(["b", "c", "a"]);
        lines[0].Dots.Select(d => d.Colour).ShouldBe([0, float.NaN, 1]);
        lines[2].Dots.ShouldBe([new(1, 0.1f, 0), new(3, -0.1f, 0.75f), new(3, 0.1f, 0.75f)]);
        ShapDrawing.Summary(Shap, Rows, 1).Count.ShouldBe(1);
    }

    [Test]
    public void Dependence_ColouredByAnother_TakesItsRanks()
    {
        var drawing = ShapDrawing.Dependence(Shap, Rows, 1, 0);
        (drawing.Feature, drawing.ColouredBy).ShouldBe(("b", "a"));
        drawing.Dots[0].ShouldBe(new(10, 2, 0));
    }

    [Test]
    public void Waterfall_OfARow_LeadsFromBaseToOutput()
    {
        var drawing = ShapDrawing.Waterfall(Shap, Rows, 2, 2);
        drawing.Steps.Select(s => s.Feature).ShouldBe([null, "c", "b"]);
        drawing.Steps[0].From.ShouldBe(0.5);
        for (var i = 1; i < drawing.Steps.Count; i++) drawing.Steps[i].From.ShouldBe(drawing.Steps[i - 1].To);
        drawing.Steps[^1].To.ShouldBe(Shap.Output(2), 1e-6);
        drawing.Output.ShouldBe(drawing.Steps[^1].To);
        drawing.Steps[^1].Value.ShouldBe(30);
    }

    [Test]
    public void Summary_OfOtherRows_Refuses() =>
        Should.Throw<ArgumentException>(() => ShapDrawing.Summary(Shap, Rows.Select([0]))).Message.ShouldContain("expected 3 of 3");
}
