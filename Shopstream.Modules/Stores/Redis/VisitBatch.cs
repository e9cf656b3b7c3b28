using System.Buffers.Binary;
using Shopstream.Modules.Stores.InProcess;
using StackExchange.Redis;

namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// Visits for one call of <see cref="RedisScripts.Apply"/>: all of one generation, as that decides where their sessions are looked
/// for, and no more than a script can take at once.
/// </summary>
internal sealed class VisitBatch
{
    /// <summary>Lua passes at most about 8,000 values to a function; setting a hash takes two for each visit.</summary>
    public const int MaxVisits = 1_000;

    private const int FixedArguments = 11;
    private readonly IReadOnlyList<Visit> _visits;
    private readonly int _from;
    private readonly long _start;

    private VisitBatch(IReadOnlyList<Visit> visits, int from, int count, Generations generations)
    {
        (_visits, _from, Count) = (visits, from, count);
        Generation = generations.Of(visits[from].Offset);
        _start = generations.StartOf(Generation);
    }

    /// <summary>Number of visits.</summary>
    public int Count { get; }

    /// <summary>Generation of all of them.</summary>
    public long Generation { get; }

    /// <summary>Takes the visits at a position and those behind that go with them.</summary>
    public static VisitBatch Next(IReadOnlyList<Visit> visits, int from, Generations generations)
    {
        var end = Math.Min(visits.Count, from + MaxVisits);
        var border = generations.StartOf(generations.Of(visits[from].Offset) + 1);
        while (visits[end - 1].Offset >= border) end--;
        return new(visits, from, end - from, generations);
    }

    /// <summary>Arguments of the check alone.</summary>
    public static RedisValue[] NoVisits(string id, long applied) => [id, applied, 0, 0, 0];

    /// <summary>Arguments of the script.</summary>
    /// <param name="id">State to apply to.</param>
    /// <param name="applied">Offset of the last visit that this host has applied.</param>
    /// <param name="filter">Places users in the filter.</param>
    public RedisValue[] Arguments(string id, long applied, UserFilter filter)
    {
        var (distances, valid, users) = (new byte[Count * sizeof(uint)], new byte[Count], new List<string>(Count));
        for (var i = 0; i < Count; i++)
        {
            var visit = _visits[_from + i];
            BinaryPrimitives.WriteUInt32LittleEndian(distances.AsSpan(i * sizeof(uint)), (uint)(visit.Offset - _start));
            valid[i] = visit.IsValid ? (byte)'1' : (byte)'0';
            if (visit.IsValid) users.Add(visit.UserId);
        }

        var arguments = new RedisValue[FixedArguments + Count + users.Count];
        ReadOnlySpan<RedisValue> first =
        [
            id, applied, Generation, _start, Count, distances, valid, _visits[_from + Count - 1].Offset, filter.Probes, filter.CellSize,
            filter.Cells(users),
        ];
        first.CopyTo(arguments);
        for (var i = 0; i < Count; i++) arguments[FixedArguments + i] = SessionField(ItemHash.Of(_visits[_from + i].SessionId));
        for (var i = 0; i < users.Count; i++) arguments[FixedArguments + Count + i] = users[i];
        return arguments;
    }

    /// <summary>Name under which a session is remembered: 16 bytes instead of the id.</summary>
    public static RedisValue SessionField(ItemHash session)
    {
        var field = new byte[ItemHash.Size];
        session.WriteTo(field);
        return field;
    }

    /// <summary>What is remembered of a session: its distance from the start of its generation, and the answer.</summary>
    public static RedisValue SessionValue(long distance, uint answer)
    {
        var value = new byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)distance);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(sizeof(uint)), answer);
        return value;
    }

    /// <summary>Takes the answers out of the script's reply.</summary>
    public void Read(ReadOnlySpan<byte> reply, Span<VisitAnswer> answers)
    {
        if (reply.Length != Count * sizeof(uint))
            throw new InvalidDataException($"Expected answers to {Count} visits from Redis, found {reply.Length} bytes.");
        for (var i = 0; i < Count; i++)
        {
            var answer = BinaryPrimitives.ReadUInt32LittleEndian(reply[(i * sizeof(uint))..]);
            answers[_from + i] = new((answer & 1) != 0, (answer & 2) != 0, answer >> 2);
        }
    }
}
