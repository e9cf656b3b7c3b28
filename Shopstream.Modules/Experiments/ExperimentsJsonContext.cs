using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Experiments.Feedback;

namespace Shopstream.Modules.Experiments;

/// <summary>Source-generated JSON of what the module stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FeedbackFact))]
[JsonSerializable(typeof(ExperimentSums))]
[JsonSerializable(typeof(DailyDocument))]
[JsonSerializable(typeof(List<DailyDocument>))]
[JsonSerializable(typeof(List<WaitingFeedback>))]
internal sealed partial class ExperimentsJsonContext : JsonSerializerContext;
