namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// The steps of a <see cref="SketchRebuild"/>, as <see cref="RedisScripts"/> are. Each belongs to the rebuild whose token stands in the
/// state hash; every step but the first returns 0 when another rebuild has taken over, else 1.
/// </summary>
internal static class RebuildScripts
{
    /// <summary>
    /// Clears the partition and begins to rebuild it. ARGV: a token that was never used before; probes; last bit of a plain filter,
    /// or error and capacity of the server's own.
    /// </summary>
    public const string Begin = """
        redis.call('UNLINK', unpack(KEYS))
        redis.call('HMSET', KEYS[1], 'rebuild', ARGV[1], 'step', 0)
        if tonumber(ARGV[2]) > 0 then redis.call('SETBIT', KEYS[2], ARGV[3], 0)
        else redis.call('BF.RESERVE', KEYS[2], ARGV[3], ARGV[4]) end
        redis.call('PFADD', KEYS[3])
        return 1
        """;

    /// <summary>
    /// Puts users back. ARGV: token; step; probes; size of a cell; cells; number of users; the users; their counts.
    /// </summary>
    public const string PutUsers = RedisScripts.AddToFilter + CheckStep + """
        local n, users, counts, places = tonumber(ARGV[6]), {}, {}, {}
        for i = 1, n do
          users[i] = ARGV[6 + i]
          places[i] = i
          counts[2 * i - 1] = users[i]
          counts[2 * i] = ARGV[6 + n + i]
        end
        add_to_filter(KEYS[2], users, tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], places)
        redis.call('PFADD', KEYS[3], unpack(users))
        redis.call('HMSET', KEYS[4], unpack(counts))
        return 1
        """;

    /// <summary>
    /// Puts sessions of one generation back. ARGV: token; step; generation; session and value by turns.
    /// </summary>
    public const string PutSessions = CheckStep + """
        redis.call('HMSET', KEYS[5 + tonumber(ARGV[3]) % 2], unpack(ARGV, 4))
        return 1
        """;

    /// <summary>Makes a rebuilt state valid. ARGV: token; step; id; offset; generation.</summary>
    public const string End = """
        if redis.call('HGET', KEYS[1], 'id') == ARGV[3] then return 1 end

        """ + CheckStep + """
        local generation = tonumber(ARGV[5])
        redis.call('HDEL', KEYS[1], 'rebuild', 'step')
        redis.call('HMSET', KEYS[1], 'id', ARGV[3], 'offset', ARGV[4], 'users', redis.call('HLEN', KEYS[4]), 'generation', ARGV[5],
          'current', redis.call('HLEN', KEYS[5 + generation % 2]), 'previous', redis.call('HLEN', KEYS[6 - generation % 2]))
        return 1
        """;

    /// <summary>
    /// Lets each step of a rebuild happen once and in order, also when a call that was given up arrives after all.
    /// </summary>
    private const string CheckStep = """
        local rebuild = redis.call('HMGET', KEYS[1], 'rebuild', 'step')
        if rebuild[1] ~= ARGV[1] or tonumber(rebuild[2]) < tonumber(ARGV[2]) - 1 then return 0 end
        if tonumber(rebuild[2]) >= tonumber(ARGV[2]) then return 1 end
        redis.call('HSET', KEYS[1], 'step', ARGV[2])

        """;
}
