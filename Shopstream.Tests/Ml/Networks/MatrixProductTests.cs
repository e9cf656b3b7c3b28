using FsCheck;
using FsCheck.Fluent;
using Shopstream.Modules.Ml.Evaluation;
using Shopstream.Modules.Ml.Networks;

namespace Shopstream.Tests.Ml.Networks;

[TestFixture]
internal sealed class MatrixProductTests
{
    [FsCheck.NUnit.Property(MaxTest = 150)]
    public Property Add_AnyShape_IsTheSumOfProducts() => Prop.ForAll(
        Gen.Choose(1, 41).Three().ToArbitrary(),
        shape =>
        {
            var (rows, inner, columns) = shape;
            var random = new SeededRandom((rows * 10_000) + (inner * 100) + columns);
            var (a, b, c) = (Normal(random, rows * inner), Normal(random, inner * columns), Normal(random, rows * columns));
            var product = c.ToArray();
            MatrixProduct.Add(a, b, product, rows, inner, columns);
            var fromTransposed = c.ToArray();
            var transposed = new float[a.Length];
            MatrixProduct.Transpose(a, transposed, rows, inner);
            MatrixProduct.AddTransposed(transposed, b, fromTransposed, rows, inner, columns);
            for (var r = 0; r < rows; r++)
            {
                for (var column = 0; column < columns; column++)
                {
                    double expected = c[(r * columns) + column];
                    for (var k = 0; k < inner; k++) expected += (double)a[(r * inner) + k] * b[(k * columns) + column];
                    if (Math.Abs(expected - product[(r * columns) + column]) > 1e-4) return false;
                }
            }

            return product.SequenceEqual(fromTransposed);
        });

    [Test]
    public void Add_RowsInParts_GivesTheSameBits()
    {
        const int Rows = 37, Inner = 50, Columns = 29;
        var random = new SeededRandom(1);
        var (a, b) = (Normal(random, Rows * Inner), Normal(random, Inner * Columns));
        var whole = new float[Rows * Columns];
        MatrixProduct.Add(a, b, whole, Rows, Inner, Columns);
        var parts = new float[Rows * Columns];
        MatrixProduct.Add(a, b, parts, 10, Inner, Columns);
        MatrixProduct.Add(a.AsSpan(10 * Inner), b, parts.AsSpan(10 * Columns), 27, Inner, Columns);
        parts.ShouldBe(whole);
    }

    [Test]
    public void Add_MatricesTooSmall_AreRefused() => Should.Throw<ArgumentException>(() => MatrixProduct.Add(new float[5], new float[6], new float[4], 2, 3, 2));

    private static float[] Normal(SeededRandom random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())];
}
