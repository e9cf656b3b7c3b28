namespace Shopstream.Modules.Ml.Instacart;

/// <summary>How far an analysis is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Share">The share of it that is done, 0 to 1.</param>
public readonly record struct InstacartProgress(string Step, double Share);

/// <summary>
/// Analyses a folder of the Instacart 2017 data (aisles, departments, products, orders, order_products__prior, order_products__train):
/// missing values, popular products, combined table, features of users and products, and a model of what is bought again.
/// </summary>
public static class InstacartAnalysis
{
    private const int Popular = 10;

    /// <summary>Runs the analysis.</summary>
    /// <param name="folder">The files, plain or .gz.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellationToken">Stops between rows and trees.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">A file or column is missing, a file is damaged, or the lines are too few for a model.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static InstacartReport Run(string folder, InstacartOptions options, Action<InstacartProgress>? progress, CancellationToken cancellationToken)
    {
        options.Check();
        var badLines = new BadLines();
        var data = InstacartData.Load(folder, badLines, (file, share) => progress?.Invoke(new($"reading {file}", share)), cancellationToken);
        var tables = new InstacartTables(data);
        var combined = Step("combined table", () => Writing("combined.csv", to => tables.Combine(to, cancellationToken)));
        var users = Step("features of users", () => Writing("user_features.csv", tables.WriteUsers));
        var products = Step("features of products", () => Writing("product_features.csv", tables.WriteProducts));
        var model = Step("random forest", () => ReorderModel.Run(ReorderRows.Of(data, options, cancellationToken), options, cancellationToken));
        return new(data.Files, badLines.Summary(), [.. products.Take(Popular)], combined, users, products.Count, model);

        T Step<T>(string name, Func<T> work)
        {
            progress?.Invoke(new(name, 0));
            var done = work();
            progress?.Invoke(new(name, 1));
            return done;
        }

        T Writing<T>(string name, Func<TextWriter?, T> work)
        {
            if (options.Tables is null) return work(null);
            Directory.CreateDirectory(options.Tables);
            using var to = new StreamWriter(Path.Combine(options.Tables, name));
            return work(to);
        }
    }
}
