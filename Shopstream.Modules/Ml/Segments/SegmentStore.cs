using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shopstream.Modules.Stores;

namespace Shopstream.Modules.Ml.Segments;

/// <summary>Segments, their members and who moved when, in the document store.</summary>
internal sealed class SegmentStore(IDocumentStore documents)
{
    /// <summary>Members, by id.</summary>
    public static readonly CollectionDefinition Members = new("segment_members",
        [new("segmentId", IsInteger: false), new("userId", IsInteger: false)], [["segmentId", "userId"]]);

    /// <summary>Who moved when.</summary>
    public static readonly CollectionDefinition Moves = new("segment_moves",
        [new("userId", IsInteger: false), new("atMs", IsInteger: true)], [["userId", "atMs"], ["atMs"]]);

    private const int Batch = 1_000;
    private const string Current = "current";
    private static readonly CollectionDefinition Models = new("segment_models", [new("asOfMs", IsInteger: true)], [["asOfMs"]]);

    /// <summary>Creates the collections when they are not there yet.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var collection in (CollectionDefinition[])[Models, Members, Moves]) await documents.EnsureCollectionAsync(collection, cancellationToken);
    }

    /// <summary>The segments of the last run; null before the first.</summary>
    public async ValueTask<SegmentModel?> ModelAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await documents.GetAsync(Models.Name, Current, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, SegmentsJsonContext.Default.SegmentModel)
            : null;
    }

    /// <summary>Replaces the segments.</summary>
    public ValueTask WriteAsync(SegmentModel model, CancellationToken cancellationToken) => documents.UpsertAsync(
        Models.Name, [new(Current, JsonSerializer.SerializeToUtf8Bytes(model, SegmentsJsonContext.Default.SegmentModel), [model.AsOfMs])], cancellationToken);

    /// <summary>One member; null when he is in no segment.</summary>
    public async ValueTask<SegmentMember?> MemberAsync(string userId, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await documents.GetAsync(Members.Name, userId, cancellationToken) is { } document ? Member(document) : null;
    }

    /// <summary>All members, in no particular order.</summary>
    public async IAsyncEnumerable<SegmentMember> MembersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in documents.FindAsync(Members.Name, DocumentQuery.All, cancellationToken)) yield return Member(document);
    }

    /// <summary>Members of a segment by id, those after <paramref name="after"/>, and whether there are more.</summary>
    public async Task<(IReadOnlyList<SegmentMember> Members, bool HasMore)> PageAsync(string segmentId, string? after, int size, CancellationToken cancellationToken)
    {
        var where = new List<FieldCondition> { new("segmentId", Comparison.Equal, segmentId) };
        if (after is not null) where.Add(new("userId", Comparison.AtLeast, after));
        var members = new List<SegmentMember>();
        await foreach (var document in documents.FindAsync(Members.Name, new() { Where = where, SortBy = "userId", Limit = size + 2 }, cancellationToken))
            if (Member(document) is var member && member.UserId != after) members.Add(member);
        return ([.. members.Take(size)], members.Count > size);
    }

    /// <summary>Inserts or replaces members.</summary>
    public async ValueTask WriteAsync(IEnumerable<SegmentMember> members, CancellationToken cancellationToken)
    {
        foreach (var chunk in members.Chunk(Batch))
        {
            await documents.UpsertAsync(
                Members.Name,
                [.. chunk.Select(m => new Document(m.UserId, JsonSerializer.SerializeToUtf8Bytes(m, SegmentsJsonContext.Default.SegmentMember), [m.SegmentId, m.UserId]))],
                cancellationToken);
        }
    }

    /// <summary>Removes members.</summary>
    public async ValueTask RemoveAsync(IEnumerable<string> users, CancellationToken cancellationToken)
    {
        foreach (var chunk in users.Chunk(Batch)) await documents.DeleteAsync(Members.Name, chunk, cancellationToken);
    }

    /// <summary>Records moves; the same one again replaces itself.</summary>
    public async ValueTask WriteAsync(IEnumerable<SegmentMove> moves, CancellationToken cancellationToken)
    {
        foreach (var chunk in moves.Chunk(Batch))
        {
            await documents.UpsertAsync(
                Moves.Name,
                [.. chunk.Select(m => new Document($"{m.AtMs:D15}/{m.UserId}", JsonSerializer.SerializeToUtf8Bytes(m, SegmentsJsonContext.Default.SegmentMove), [m.UserId, m.AtMs]))],
                cancellationToken);
        }
    }

    /// <summary>The moves of a user, newest first.</summary>
    public async Task<IReadOnlyList<SegmentMove>> MovesAsync(string userId, int most, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var moves = new List<SegmentMove>();
        var query = new DocumentQuery { Where = [new("userId", Comparison.Equal, userId)], SortBy = "atMs", Descending = true, Limit = most };
        await foreach (var document in documents.FindAsync(Moves.Name, query, cancellationToken))
            moves.Add(JsonSerializer.Deserialize(document.Body.Span, SegmentsJsonContext.Default.SegmentMove)!);
        return moves;
    }

    private static SegmentMember Member(Document document) => JsonSerializer.Deserialize(document.Body.Span, SegmentsJsonContext.Default.SegmentMember)!;
}

/// <summary>Source-generated JSON of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SegmentModel))]
[JsonSerializable(typeof(SegmentMember))]
[JsonSerializable(typeof(SegmentMove))]
internal sealed partial class SegmentsJsonContext : JsonSerializerContext;
