using Shopstream.Modules.Recommendations.Data;

namespace Shopstream.Host.Commands.Evaluate;

/// <summary>Opens the files of <c>evaluate</c>; what a file has that cannot be used is said on the error stream.</summary>
/// <param name="format">Layout of the interactions.</param>
internal sealed class EvaluateFiles(InteractionFormat format)
{
    private readonly InteractionDataset _dataset = new();
    private readonly IdMap _users = new();
    private readonly IdMap _items = new();

    /// <summary>Reads interactions; all logs share their ids.</summary>
    /// <exception cref="ConfigurationException">There is no file, or no interaction in it.</exception>
    public InteractionLog Read(string option, string path, CancellationToken cancellationToken)
    {
        var log = new InteractionLog(_users, _items);
        var file = _dataset.Read(log, Existing(option, path), format, cancellationToken);
        if (file.Rejected > 0)
        {
            foreach (var (reason, count) in file.Reasons.OrderByDescending(r => r.Value).Take(5)) Console.Error.WriteLine($"{path}: {count} × {reason}");
            Console.Error.WriteLine($"{path}: {file.Read} lines read, {file.Accepted} accepted, {file.Rejected} rejected, the first on line {file.BadLines[0].Line}");
        }

        return file.Accepted > 0 ? log : throw new ConfigurationException($"{option}: found no interaction in {path}, expected some.");
    }

    /// <summary>Reads the tables of products and users, if any.</summary>
    public void Describe(string? items, string? users)
    {
        if (items is not null && DescriptionTables.ReadItems(_dataset, Existing("--items", items)) == 0) throw new ConfigurationException($"--items: found no product in {items}, expected some.");
        if (users is not null && DescriptionTables.ReadUsers(_dataset, Existing("--users", users)) == 0) throw new ConfigurationException($"--users: found no user in {users}, expected some.");
    }

    /// <summary>What there is to learn from, for all users and items read so far.</summary>
    public LearningData LearningDataOf(InteractionLog train, RepeatedPairs repeated) => new(train.ToMatrix(repeated))
    {
        Log = train,
        Repeated = repeated,
        Features = _dataset.FeaturesOf(_items),
        Attributes = _dataset.AttributesOf(_users),
    };

    private static string Existing(string option, string path) =>
        File.Exists(path) ? path : throw new ConfigurationException($"{option}: found nothing at {path}, expected a file.");
}
