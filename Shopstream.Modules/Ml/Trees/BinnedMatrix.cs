namespace Shopstream.Modules.Ml.Trees;

/// <summary>
/// The features as 8-bit bin numbers, <see cref="Missing"/> where a value is missing; once by column, for cutting rows in two, and
/// once in blocks of <see cref="BlockWidth"/> columns, row by row inside a block, for building histograms: a row's bins of a block
/// come with one cache line, and a block's histograms stay in the first-level cache.
/// </summary>
internal sealed class BinnedMatrix
{
    /// <summary>The bin of missing values.</summary>
    public const int Missing = 255;

    /// <summary>Columns of a block.</summary>
    public const int BlockWidth = 16;

    private readonly byte[][] _columns;

    private BinnedMatrix(int rows, ColumnCuts[] cuts, byte[][] columns)
    {
        Rows = rows;
        Cuts = cuts;
        _columns = columns;
    }

    public int Rows { get; }

    public int Columns => _columns.Length;

    /// <summary>Number of blocks.</summary>
    public int BlockCount => (Columns + BlockWidth - 1) / BlockWidth;

    /// <summary>Borders of the bins, by column.</summary>
    public ColumnCuts[] Cuts { get; }

    /// <summary>Bins of a column, by row.</summary>
    public byte[] Column(int column) => _columns[column];

    /// <summary>Finds the borders on the rows of a matrix and bins them.</summary>
    public static BinnedMatrix Of(FeatureMatrix matrix, int maxBins, int threads)
    {
        var cuts = new ColumnCuts[matrix.Columns];
        var columns = new byte[matrix.Columns][];
        ParallelWork.Run(threads, matrix.Columns, c =>
        {
            var keys = new uint[2 * matrix.Rows];
            var known = 0;
            foreach (var value in matrix.Column(c))
            {
                keys[known] = RadixSort.Key(value);
                known += float.IsNaN(value) ? 0 : 1;
            }

            cuts[c] = ColumnCuts.Of(RadixSort.Sort(keys.AsSpan(0, known), keys.AsSpan(matrix.Rows)), maxBins);
            columns[c] = ValueBinning.Bins(matrix.Column(c), cuts[c].Borders);
        });
        return new(matrix.Rows, cuts, columns);
    }

    /// <summary>Bins other rows by the borders found before.</summary>
    public BinnedMatrix Apply(FeatureMatrix matrix, int threads)
    {
        var columns = new byte[Columns][];
        ParallelWork.Run(threads, Columns, c => columns[c] = ValueBinning.Bins(matrix.Column(c), Cuts[c].Borders));
        return new(matrix.Rows, Cuts, columns);
    }

    /// <summary>The blocks, <c>byte[rows × BlockWidth]</c> each; columns beyond the last are filled with <see cref="Missing"/>.</summary>
    public byte[][] MakeBlocks(int threads)
    {
        var blocks = new byte[BlockCount][];
        for (var b = 0; b < blocks.Length; b++) blocks[b] = GC.AllocateUninitializedArray<byte>(Rows * BlockWidth);
        const int Tile = 512;
        ParallelWork.Ranges(threads, Rows, 16 * Tile, (from, to) =>
        {
            for (var start = from; start < to; start += Tile)
            {
                var end = Math.Min(to, start + Tile);
                for (var c = 0; c < blocks.Length * BlockWidth; c++)
                {
                    var block = blocks[c / BlockWidth];
                    var at = start * BlockWidth + c % BlockWidth;
                    if (c >= Columns)
                    {
                        for (var r = start; r < end; r++, at += BlockWidth) block[at] = Missing;
                    }
                    else
                    {
                        foreach (var bin in _columns[c].AsSpan(start, end - start))
                        {
                            block[at] = bin;
                            at += BlockWidth;
                        }
                    }
                }
            }
        });
        return blocks;
    }
}
