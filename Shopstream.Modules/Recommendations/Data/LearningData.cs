using System.Globalization;
using Shopstream.Modules.Recommendations.Evaluation;

namespace Shopstream.Modules.Recommendations.Data;

/// <summary>What an algorithm may learn from.</summary>
/// <param name="Matrix">Users × items.</param>
public sealed record LearningData(InteractionMatrix Matrix)
{
    /// <summary>The interactions behind the matrix, with their times and baskets; null when only the matrix is known.</summary>
    public InteractionLog? Log { get; init; }

    /// <summary>Features of the items; null when unknown.</summary>
    public ItemFeatures? Features { get; init; }

    /// <summary>Attributes of the users; null when unknown.</summary>
    public UserAttributes? Attributes { get; init; }

    /// <summary>What repeated pairs became in the matrix.</summary>
    public RepeatedPairs Repeated { get; init; } = RepeatedPairs.One;

    /// <summary>How a part is held out of this data to choose settings or weights on; falls back to a random tenth without times.</summary>
    public InteractionSplit Validation { get; init; } = InteractionSplit.RandomTenth;

    /// <summary>
    /// Baskets × items: what was bought (or seen) together. Where the interactions have no baskets, each user's items are one.
    /// </summary>
    public InteractionMatrix Baskets()
    {
        if (Log is null) return Matrix.WithValues(Ones(Matrix.Count));
        var found = new List<Interaction>();
        var (numbers, count) = (new Dictionary<int, int>(), 0);
        foreach (var i in Log.Interactions)
        {
            if (i.Basket < 0) return Matrix.WithValues(Ones(Matrix.Count));
            if (!numbers.TryGetValue(i.Basket, out var number)) numbers.Add(i.Basket, number = count++);
            found.Add(i with { User = number });
        }

        return InteractionMatrix.Build(count, Matrix.Items, [.. found], RepeatedPairs.One);
    }

    /// <summary>Divides into a part to learn and a validation part to choose on.</summary>
    public (LearningData Fit, InteractionMatrix Validation) HoldOut(long seed)
    {
        var log = Log ?? Listed();
        var split = Validation.NeedsTimes && !log.HasTimes ? InteractionSplit.RandomTenth : Validation;
        var (fit, held) = split.Divide(log, seed);
        var data = this with { Matrix = InteractionMatrix.Build(Matrix.Users, Matrix.Items, fit.Interactions, Repeated), Log = Log is null ? null : fit };
        return (data, InteractionMatrix.Build(Matrix.Users, Matrix.Items, held.Interactions, RepeatedPairs.One));
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private InteractionLog Listed()
    {
        var (users, items) = (new IdMap(), new IdMap());
        for (var user = 0; user < Matrix.Users; user++) users.Add(user.ToString(CultureInfo.InvariantCulture));
        for (var item = 0; item < Matrix.Items; item++) items.Add(item.ToString(CultureInfo.InvariantCulture));
        var log = new InteractionLog(users, items);
        for (var user = 0; user < Matrix.Users; user++)
        {
            var row = Matrix.ItemsOf(user);
            var values = Matrix.ValuesOf(user);
            for (var n = 0; n < row.Length; n++) log.Add(new Interaction(user, row[n], values[n], null));
        }

        return log;
    }
}
