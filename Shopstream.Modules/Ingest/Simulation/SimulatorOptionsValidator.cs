using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Checks the ranges that the attributes of <see cref="SimulatorOptions"/> state.</summary>
[OptionsValidator]
public sealed partial class SimulatorOptionsValidator : IValidateOptions<SimulatorOptions>;
