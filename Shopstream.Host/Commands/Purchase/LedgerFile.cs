using Shopstream.Modules.Ml.Privacy;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>The privacy ledger of a command: a file that goes on where it stood, or one that only this command sees.</summary>
internal static class LedgerFile
{
    private const double UnboundedEpsilon = 1000;
    private const double UnboundedDelta = 0.1;

    /// <summary>Opens the ledger of a request.</summary>
    /// <exception cref="ConfigurationException">The file is no ledger.</exception>
    public static PrivacyLedger Open(TrainRequest request, TimeProvider time)
    {
        if (request.Ledger is not { } file) return new PrivacyLedger(UnboundedEpsilon, UnboundedDelta, time);
        if (!file.Exists) return new PrivacyLedger(request.Budget, UnboundedDelta, time);
        try
        {
            using var stream = file.OpenRead();
            return PrivacyLedger.Load(stream, time);
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{file.FullName}: {e.Message}");
        }
    }

    /// <summary>Keeps what was spent: before anything that was paid for is written, and also when the command fails afterwards.</summary>
    public static void Save(TrainRequest request, PrivacyLedger ledger)
    {
        if (request.Ledger is not { } file) return;
        var temporary = file.FullName + ".new";
        using (var stream = File.Create(temporary)) ledger.Save(stream);
        File.Move(temporary, file.FullName, overwrite: true);
    }

    /// <summary>Says how much is left.</summary>
    public static void Print(TrainRequest request, PrivacyLedger ledger)
    {
        if (request.Ledger is not { } file) return;
        Console.WriteLine($"Privacy ledger {file.FullName}: ε {ledger.EpsilonSpent:G6} of {ledger.EpsilonBudget:G6} spent, {ledger.Entries.Count} entries");
    }
}
