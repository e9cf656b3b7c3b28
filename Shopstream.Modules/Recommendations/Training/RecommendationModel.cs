using Shopstream.Modules.Recommendations.Factorization;

namespace Shopstream.Modules.Recommendations.Training;

/// <summary>Everything that the training job has learnt, by items 0, 1, 2 …: what answers are made from. Immutable.</summary>
internal sealed class RecommendationModel
{
    private const int Magic = 0x52_4D_4F_31;

    /// <summary>Ids of the items.</summary>
    public required string[] Products { get; init; }

    /// <summary>Decayed number of positive events of each item.</summary>
    public required float[] Popularity { get; init; }

    /// <summary>Having an item speaks for these: item neighbours, or the largest weights of EASE.</summary>
    public required ItemLists Similar { get; init; }

    /// <summary>What follows in a session, by sequential rules.</summary>
    public required ItemLists Next { get; init; }

    /// <summary>What is viewed in the same sessions.</summary>
    public required ItemLists ViewedTogether { get; init; }

    /// <summary>What is bought in the same sessions.</summary>
    public required ItemLists BoughtTogether { get; init; }

    /// <summary>Factors of the items by implicit ALS.</summary>
    public required FactorRows Factors { get; init; }

    /// <summary>How the factors were trained, for folding in.</summary>
    public required ImplicitAlsOptions FactorOptions { get; init; }

    /// <summary>Popular items of groups of visitors: <c>country:DE</c>, <c>device:mobile</c>, <c>referrer:Google</c>; the list of a group is by its number.</summary>
    public required IReadOnlyDictionary<string, int> Groups { get; init; }

    /// <summary>The lists of <see cref="Groups"/>, scored by how much more popular there than elsewhere, times how popular.</summary>
    public required ItemLists GroupItems { get; init; }

    /// <summary>Recent sessions as sequences of items, for the nearest sessions.</summary>
    public required int[][] Sessions { get; init; }

    /// <summary>The model as bytes.</summary>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Products.Length);
        foreach (var product in Products) writer.Write(product);
        foreach (var value in Popularity) writer.Write(value);
        foreach (var lists in (ItemLists[])[Similar, Next, ViewedTogether, BoughtTogether]) lists.Write(writer);
        writer.Write(Factors.Factors);
        writer.Write(FactorOptions.Regularization);
        writer.Write(FactorOptions.Confidence);
        for (var item = 0; item < Products.Length; item++)
            foreach (var value in Factors[item][..Factors.Factors]) writer.Write(value);
        writer.Write(Groups.Count);
        foreach (var (group, number) in Groups.OrderBy(g => g.Value))
        {
            writer.Write(group);
            writer.Write(number);
        }

        GroupItems.Write(writer);
        writer.Write(Sessions.Length);
        foreach (var session in Sessions)
        {
            writer.Write7BitEncodedInt(session.Length);
            foreach (var item in session) writer.Write7BitEncodedInt(item);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The model that <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such model.</exception>
    public static RecommendationModel Decode(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            if (reader.ReadInt32() != Magic) throw new InvalidDataException("found something else, expected a model of recommendations");
            var count = reader.ReadInt32();
            var products = new string[count];
            for (var i = 0; i < count; i++) products[i] = reader.ReadString();
            var popularity = new float[count];
            for (var i = 0; i < count; i++) popularity[i] = reader.ReadSingle();
            var (similar, next) = (ItemLists.Read(reader, count), ItemLists.Read(reader, count));
            var (viewed, bought) = (ItemLists.Read(reader, count), ItemLists.Read(reader, count));
            var factors = new FactorRows(count, reader.ReadInt32());
            var options = new ImplicitAlsOptions { Factors = factors.Factors, Regularization = reader.ReadSingle(), Confidence = reader.ReadSingle() };
            for (var item = 0; item < count; item++)
                foreach (ref var value in factors[item][..factors.Factors]) value = reader.ReadSingle();
            var groups = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var left = reader.ReadInt32(); left > 0; left--) groups.Add(reader.ReadString(), reader.ReadInt32());
            var groupItems = ItemLists.Read(reader, Math.Max(count, groups.Count));
            var sessions = new int[reader.ReadInt32()][];
            for (var s = 0; s < sessions.Length; s++)
            {
                sessions[s] = new int[reader.Read7BitEncodedInt()];
                for (var i = 0; i < sessions[s].Length; i++) sessions[s][i] = reader.Read7BitEncodedInt();
            }

            return new()
            {
                Products = products, Popularity = popularity, Similar = similar, Next = next, ViewedTogether = viewed, BoughtTogether = bought,
                Factors = factors, FactorOptions = options, Groups = groups, GroupItems = groupItems, Sessions = sessions,
            };
        }
        catch (Exception e) when (e is EndOfStreamException or OverflowException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("found a model of recommendations that breaks off or is damaged", e);
        }
    }
}
