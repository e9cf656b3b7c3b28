using System.CommandLine;
using Shopstream.Host.Commands.Purchase;

namespace Shopstream.Host.Commands;

/// <summary><c>train</c>: models from tables.</summary>
internal static class TrainCommand
{
    public static Command Create(IReadOnlyList<string> settings) => new("train", "Trains models and says how good they are on rows that they never saw.") { Purchase(settings) };

    private static Command Purchase(IReadOnlyList<string> settings)
    {
        var options = new TrainOptions();
        var command = new Command("purchase", "Predicts a yes or no, a purchase above all, from any table or from the archived sessions.");
        foreach (var option in options.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => TrainRun.ExecuteAsync(options.Read(parsed), settings, cancellationToken));
        return command;
    }
}
