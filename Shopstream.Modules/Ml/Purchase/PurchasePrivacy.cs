using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Training with differential privacy. Without a group column one row is protected; with one, a whole group (a user): one row of
/// each is drawn and the others are left out. Column names and kinds, the number of rows and the products of the shop
/// are taken as public.
/// </summary>
public sealed record PurchasePrivacy
{
    /// <summary>ε of the whole training; 0.01 to 100.</summary>
    public required double Epsilon { get; init; }

    /// <summary>δ of the whole training; above 0 and below one in the number of rows, default 1e-5. Trees need none for their noise.</summary>
    public double Delta { get; init; } = 1e-5;

    /// <summary>Ranges known without a look at the data. A number without one costs a part of ε, by which its range is found.</summary>
    public IReadOnlyDictionary<string, NumberRange> Ranges { get; init; } = new Dictionary<string, NumberRange>(StringComparer.Ordinal);

    /// <summary>Levels known without a look at the data. A category without them costs a part of ε and δ, by which its levels are found.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>How the network is trained; its ε and δ are what the two above leave.</summary>
    public PrivateTrainingOptions Network { get; init; } = new();
}

/// <summary>What a model's training cost, and whom it protects.</summary>
/// <param name="Epsilon">ε.</param>
/// <param name="Delta">δ.</param>
/// <param name="Protects">What one unit of protection is: a row, or a value of the group column.</param>
/// <param name="Mechanism">What was done.</param>
public sealed record PrivacyStatement(double Epsilon, double Delta, string Protects, string Mechanism);
