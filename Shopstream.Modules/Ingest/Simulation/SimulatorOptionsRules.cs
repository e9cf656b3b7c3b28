using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Ingest.Simulation;

/// <summary>Checks the rules of <see cref="SimulatorOptions"/> that concern more than one setting.</summary>
public sealed class SimulatorOptionsRules : IValidateOptions<SimulatorOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SimulatorOptions options)
    {
        if (options.LateTo < options.LateFrom)
        {
            return ValidateOptionsResult.Fail(
                $"LateTo: found {options.LateTo}, expected at least LateFrom, which is {options.LateFrom}");
        }

        return options.Start.Year is < 1971 or > 9000
            ? ValidateOptionsResult.Fail($"Start: found the year {options.Start.Year}, expected 1971 to 9000")
            : ValidateOptionsResult.Success;
    }

    /// <summary>All rules, those of the attributes included.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    internal static void ThrowIfBroken(SimulatorOptions options)
    {
        var ranges = new SimulatorOptionsValidator().Validate(null, options);
        if (ranges.Failed) throw new ArgumentException(ranges.FailureMessage, nameof(options));
        var rules = new SimulatorOptionsRules().Validate(null, options);
        if (rules.Failed) throw new ArgumentException(rules.FailureMessage, nameof(options));
    }
}
