using System.Text.Json.Serialization;
using Shopstream.Modules.Ml.Explanations;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>What <c>explain purchase --json</c> writes.</summary>
internal sealed record ExplainResult(string Model, string Scale, int Rows, double Base, IReadOnlyList<ShapBar> Features);

/// <summary>What <c>explain purchase --drawing</c> writes; missing values are "NaN".</summary>
internal sealed record ExplainDrawing(IReadOnlyList<ShapBar> Bars, IReadOnlyList<ShapSummaryLine> Summary, IReadOnlyList<RowWaterfall> Waterfalls);

/// <summary>The way to the output of one row, counted from 1.</summary>
internal sealed record RowWaterfall(int Row, ShapWaterfall Waterfall);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(ExplainDrawing))]
internal sealed partial class ExplainJsonContext : JsonSerializerContext;
