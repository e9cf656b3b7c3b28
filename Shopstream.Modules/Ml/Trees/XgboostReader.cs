using System.Globalization;
using System.Text.Json;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>Reads the JSON of <see cref="XgboostModel"/>.</summary>
internal static class XgboostReader
{
    public static TreeEnsemble Read(JsonElement root)
    {
        var learner = root.GetProperty("learner");
        var parameters = learner.GetProperty("learner_model_param");
        var booster = learner.GetProperty("gradient_booster");
        Expect("booster", booster.GetProperty("name").GetString(), "gbtree");
        var objective = learner.GetProperty("objective").GetProperty("name").GetString() switch
        {
            "binary:logistic" or "reg:logistic" => TreeObjective.Logistic,
            "reg:squarederror" => TreeObjective.SquaredError,
            var other => throw new FormatException($"objective: found {other}, expected binary:logistic, reg:logistic or reg:squarederror"),
        };
        if (Number(parameters, "num_class") > 1) throw new FormatException($"num_class: found {Number(parameters, "num_class")}, expected a model of one output");
        if (parameters.TryGetProperty("num_target", out _) && Number(parameters, "num_target") > 1)
            throw new FormatException($"num_target: found {Number(parameters, "num_target")}, expected a model of one output");
        var columns = Number(parameters, "num_feature");
        var baseScore = float.Parse(parameters.GetProperty("base_score").GetString()!, CultureInfo.InvariantCulture);
        if (objective == TreeObjective.Logistic && baseScore is not (> 0 and < 1))
            throw new FormatException($"base_score: found {baseScore}, expected a probability between 0 and 1");

        var model = booster.GetProperty("model");
        var trees = model.GetProperty("trees").EnumerateArray().Select((tree, number) => ReadTree(tree, number, columns)).ToArray();
        var isForest = learner.TryGetProperty("attributes", out var attributes)
            && attributes.TryGetProperty(XgboostModel.KindAttribute, out var kind) && kind.GetString() == XgboostModel.ForestKind;
        var perRound = Number(model.GetProperty("gbtree_model_param"), "num_parallel_tree");
        return new(Names(learner, columns), trees, objective, baseScore, isForest, Math.Max(1, perRound));
    }

    private static string[] Names(JsonElement learner, int columns)
    {
        string[] names = learner.TryGetProperty("feature_names", out var found) ? [.. found.EnumerateArray().Select(n => n.GetString()!)] : [];
        // XGBoost calls unnamed features f0, f1 and so on where it prints them.
        return names.Length == columns ? names : [.. Enumerable.Range(0, columns).Select(c => $"f{c}")];
    }

    private static RegressionTree ReadTree(JsonElement tree, int number, int columns)
    {
        var left = Integers(tree, "left_children");
        var right = Integers(tree, "right_children");
        var feature = Integers(tree, "split_indices");
        var defaultLeft = tree.GetProperty("default_left").EnumerateArray().Select(IsSet).ToArray();
        var condition = Floats(tree, "split_conditions");
        var (weight, cover, gain) = (Floats(tree, "base_weights"), Floats(tree, "sum_hessian"), Floats(tree, "loss_changes"));
        if (tree.TryGetProperty("split_type", out var types) && types.EnumerateArray().Any(t => t.GetInt32() != 0))
            throw new FormatException($"tree {number}: found a split on categories, expected splits on numbers only");
        int[] lengths = [right.Length, feature.Length, defaultLeft.Length, condition.Length, weight.Length, cover.Length, gain.Length];
        if (left.Length == 0 || Array.Exists(lengths, l => l != left.Length))
            throw new FormatException($"tree {number}: found arrays of {left.Length}, {string.Join(", ", lengths)} entries, expected equal lengths");

        // Numbered anew from the root: children side by side, nodes that XGBoost pruned away left out.
        var order = new List<int> { 0 };
        var newLeft = new List<int>();
        for (var n = 0; n < order.Count; n++)
        {
            var old = order[n];
            newLeft.Add(left[old] < 0 ? 0 : order.Count);
            if (left[old] < 0) continue;
            if (left[old] >= left.Length || (uint)right[old] >= (uint)left.Length || order.Count >= left.Length)
                throw new FormatException($"tree {number}: found children {left[old]} and {right[old]} of node {old}, expected a tree of {left.Length} nodes");
            if ((uint)feature[old] >= (uint)columns) throw new FormatException($"tree {number}: found feature {feature[old]}, expected below {columns}");
            order.Add(left[old]);
            order.Add(right[old]);
        }

        bool Leaf(int old) => left[old] < 0;
        return new(
            [.. newLeft],
            [.. order.Select(o => Leaf(o) ? 0 : feature[o])],
            [.. order.Select(o => Leaf(o) ? 0 : condition[o])],
            [.. order.Select(o => !Leaf(o) && defaultLeft[o])],
            [.. order.Select(o => Leaf(o) ? condition[o] : weight[o])],
            [.. order.Select(o => cover[o])],
            [.. order.Select(o => Leaf(o) ? 0 : gain[o])]);
    }

    private static int[] Integers(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private static float[] Floats(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    /// <summary>Older versions write true and false, newer ones 1 and 0.</summary>
    private static bool IsSet(JsonElement value) => value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetInt32() != 0);

    private static int Number(JsonElement parent, string name) => int.Parse(parent.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static void Expect(string what, string? found, string expected)
    {
        if (found != expected) throw new FormatException($"{what}: found {found}, expected {expected}");
    }
}
