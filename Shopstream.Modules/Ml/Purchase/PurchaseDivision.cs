using System.Security.Cryptography;
using System.Text;
using Shopstream.Modules.Ml.Tables;

namespace Shopstream.Modules.Ml.Purchase;

/// <summary>
/// Rows for training and for three kinds of judgement. A fixed quarter of all users, chosen by a hash of their names, is never learnt
/// from by any version, and neither is the latest part of the sessions: so two versions can be compared on sessions that neither has
/// seen, of users that neither has met.
/// </summary>
/// <param name="Train">Earlier sessions of the users who are learnt from.</param>
/// <param name="Unseen">Earlier sessions of the others: to choose between models.</param>
/// <param name="Later">Later sessions of the users who are learnt from.</param>
/// <param name="LaterUnseen">Later sessions of the others: to judge the chosen one.</param>
/// <param name="CutMs">Sessions that began before are earlier; milliseconds since 1970.</param>
internal sealed record PurchaseDivision(int[] Train, int[] Unseen, int[] Later, int[] LaterUnseen, long CutMs)
{
    private const int JudgesOf256 = 64;

    /// <summary>Divides a table of archived sessions.</summary>
    /// <param name="table">The sessions.</param>
    /// <param name="laterShare">Share of them that is later, above 0 and below 1.</param>
    public static PurchaseDivision Of(ColumnTable table, double laterShare)
    {
        var (users, times) = (table[PurchaseFeatures.User], table[PurchaseFeatures.Time]);
        var sorted = Enumerable.Range(0, table.Rows).Select(times.Number).Order().ToArray();
        var cut = sorted.Length == 0 ? 0 : (long)sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * (1 - laterShare)))];
        var judges = users.Levels.ToDictionary(u => u, IsJudge, StringComparer.Ordinal);
        var parts = new List<int>[4];
        for (var i = 0; i < parts.Length; i++) parts[i] = [];
        for (var row = 0; row < table.Rows; row++)
        {
            var isUnseen = users.Text(row) is not { } user || judges[user];
            parts[(times.Number(row) < cut ? 0 : 2) + (isUnseen ? 1 : 0)].Add(row);
        }

        return new PurchaseDivision([.. parts[0]], [.. parts[1]], [.. parts[2]], [.. parts[3]], cut);
    }

    /// <summary>Whether a user's sessions are never learnt from.</summary>
    public static bool IsJudge(string user) => SHA256.HashData(Encoding.UTF8.GetBytes("purchase judge " + user))[0] < JudgesOf256;

    /// <summary>Hash of rows: of the names of their columns and of all values.</summary>
    public static string Fingerprint(ColumnTable table, int[] rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[sizeof(double)];
        foreach (var column in table.Columns)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(column.Name + "\0"));
            foreach (var row in rows)
            {
                if (column.IsNumeric)
                {
                    BitConverter.TryWriteBytes(buffer, column.Number(row));
                    hash.AppendData(buffer);
                }
                else
                {
                    hash.AppendData(Encoding.UTF8.GetBytes((column.Text(row) ?? "\u0001") + "\0"));
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..16]);
    }
}
