using System.Globalization;
using System.Text.Json;

namespace Shopstream.Modules.Ml.Trees;

/// <summary>Writes the JSON of <see cref="XgboostModel"/>.</summary>
internal static class XgboostWriter
{
    private const int NoParent = int.MaxValue;

    public static void Write(TreeEnsemble model, Utf8JsonWriter json, IReadOnlyDictionary<string, string> attributes)
    {
        json.WriteStartObject();
        json.WriteStartObject("learner");
        json.WriteStartObject("attributes");
        if (model.IsForest) json.WriteString(XgboostModel.KindAttribute, XgboostModel.ForestKind);
        foreach (var (name, text) in attributes) json.WriteString(name, text);
        json.WriteEndObject();
        Array(json, "feature_names", model.Features, (w, name) => w.WriteStringValue(name));
        Array(json, "feature_types", model.Features, (w, _) => w.WriteStringValue("float"));
        json.WriteStartObject("gradient_booster");
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", Text(model.TreesPerRound));
        json.WriteString("num_trees", Text(model.Trees.Count));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        Array(json, "tree_info", model.Trees, (w, _) => w.WriteNumberValue(0));
        json.WriteStartArray("trees");
        for (var t = 0; t < model.Trees.Count; t++) WriteTree(model.Trees[t], t, model.Features.Count, json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gbtree");
        json.WriteEndObject();
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", model.BaseScore.ToString("R", CultureInfo.InvariantCulture));
        json.WriteString("num_class", "0");
        json.WriteString("num_feature", Text(model.Features.Count));
        json.WriteString("num_target", "1");
        json.WriteEndObject();
        json.WriteStartObject("objective");
        json.WriteString("name", model.Objective == TreeObjective.Logistic ? "binary:logistic" : "reg:squarederror");
        json.WriteStartObject("reg_loss_param");
        json.WriteString("scale_pos_weight", "1");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("version");
        json.WriteNumberValue(1);
        json.WriteNumberValue(7);
        json.WriteNumberValue(4);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTree(RegressionTree tree, int id, int features, Utf8JsonWriter json)
    {
        var nodes = Enumerable.Range(0, tree.Nodes).ToArray();
        var parents = new int[tree.Nodes];
        parents[0] = NoParent;
        foreach (var n in nodes)
            if (!tree.IsLeaf(n)) parents[tree.Left[n]] = parents[tree.Left[n] + 1] = n;

        json.WriteStartObject();
        Array(json, "base_weights", nodes, (w, n) => Float(w, tree.Value[n]));
        Array<int>(json, "categories", [], (_, _) => { });
        Array<int>(json, "categories_nodes", [], (_, _) => { });
        Array<int>(json, "categories_segments", [], (_, _) => { });
        Array<int>(json, "categories_sizes", [], (_, _) => { });
        Array(json, "default_left", nodes, (w, n) => w.WriteNumberValue(tree.DefaultLeft[n] ? 1 : 0));
        json.WriteNumber("id", id);
        Array(json, "left_children", nodes, (w, n) => w.WriteNumberValue(tree.IsLeaf(n) ? -1 : tree.Left[n]));
        Array(json, "loss_changes", nodes, (w, n) => Float(w, tree.Gain[n]));
        Array(json, "parents", nodes, (w, n) => w.WriteNumberValue(parents[n]));
        Array(json, "right_children", nodes, (w, n) => w.WriteNumberValue(tree.IsLeaf(n) ? -1 : tree.Left[n] + 1));
        // A leaf's value stands where an inner node has its threshold.
        Array(json, "split_conditions", nodes, (w, n) => Float(w, tree.IsLeaf(n) ? tree.Value[n] : tree.Threshold[n]));
        Array(json, "split_indices", nodes, (w, n) => w.WriteNumberValue(tree.Feature[n]));
        Array(json, "split_type", nodes, (w, _) => w.WriteNumberValue(0));
        Array(json, "sum_hessian", nodes, (w, n) => Float(w, tree.Cover[n]));
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", Text(features));
        json.WriteString("num_nodes", Text(tree.Nodes));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    /// <summary>XGBoost reads a number without point or exponent as an integer, and refuses it where it expects a float.</summary>
    private static void Float(Utf8JsonWriter json, float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + "E0" : text, skipInputValidation: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
