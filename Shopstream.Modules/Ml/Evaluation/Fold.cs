namespace Shopstream.Modules.Ml.Evaluation;

/// <summary>A division of rows: what a model learns from and what it is judged on.</summary>
/// <param name="Train">Row numbers, ascending.</param>
/// <param name="Test">Row numbers, ascending; none of them is in <paramref name="Train"/>.</param>
public sealed record Fold(int[] Train, int[] Test)
{
    /// <summary>The fold whose test rows are those marked.</summary>
    internal static Fold Of(ReadOnlySpan<int> foldOfRow, int fold)
    {
        var train = new List<int>(foldOfRow.Length);
        var test = new List<int>();
        for (var row = 0; row < foldOfRow.Length; row++) (foldOfRow[row] == fold ? test : train).Add(row);
        return new Fold([.. train], [.. test]);
    }
}
