using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Shopstream.Modules.Events;
using Shopstream.Modules.Experiments.Definitions;
using Shopstream.Modules.Experiments.Feedback;
using Shopstream.Modules.Experiments.Results;

namespace Shopstream.Modules.Experiments;

/// <summary>Source-generated JSON of what the module stores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentSums))]
[JsonSerializable(typeof(DailyDocument))]
[JsonSerializable(typeof(List<DailyDocument>))]
[JsonSerializable(typeof(List<WaitingFeedback>))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ExperimentsJsonContext : JsonSerializerContext;

/// <summary>Source-generated JSON of what the module is asked and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentsAnswer))]
[JsonSerializable(typeof(AssignmentAnswer))]
[JsonSerializable(typeof(ResultsAnswer))]
[JsonSerializable(typeof(SampleSizeAnswer))]
[JsonSerializable(typeof(OffPolicyAnswer))]
[JsonSerializable(typeof(IReadOnlyList<FieldProblem>))]
[JsonSerializable(typeof(List<FieldProblem>))]
[JsonSerializable(typeof(FieldProblem[]))]
internal sealed partial class ExperimentAnswersJsonContext : JsonSerializerContext;
