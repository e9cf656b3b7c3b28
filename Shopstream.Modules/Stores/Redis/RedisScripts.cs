namespace Shopstream.Modules.Stores.Redis;

/// <summary>
/// What runs inside the server, each as one atomic step over the keys of one partition (<see cref="PartitionKeys.All"/>). Only
/// commands of Redis 4 and later; plain Lua 5.1 with the struct library that every Redis has.
/// <para>
/// The state hash says which state this is (<c>id</c>), the offset of the last visit in it, and how many entries each of the other
/// keys must have: if one of them was evicted or deleted, the state counts as lost. A script takes <c>offset</c> away before it
/// writes anything and puts it back at the end, so a script that dies midway leaves no state that could be taken for a good one.
/// (The first write of a script is also the one that a server without free memory refuses; later ones it lets pass.)
/// </para>
/// </summary>
internal static class RedisScripts
{
    /// <summary>The state is there and everything went well.</summary>
    public const int Done = 0;

    /// <summary>The state is missing, another one, damaged, or behind what the caller had applied.</summary>
    public const int Lost = 1;

    /// <summary>The visits lie so far back that their answers are no longer known.</summary>
    public const int Forgotten = 2;

    /// <summary>
    /// Checks the state and applies visits of one generation to it.
    /// <para>
    /// ARGV: id; offset that the caller had applied; generation; its first offset; number of visits; their distances from that
    /// offset (32 bits each); a character 1 or 0 a visit for valid or not; last offset; probes; size of a cell; a cell for each valid
    /// visit; then the session of each visit; then the user of each valid visit. With no visits it only checks.
    /// </para>
    /// Returns a code, the offset of the state, its users, and one number of 32 bits a visit: count * 4 + 2 if returning + 1 if repeated.
    /// </summary>
    public const string Apply = AddToFilter + """
        local state = redis.call('HMGET', KEYS[1], 'id', 'offset', 'users', 'generation', 'current', 'previous')
        local applied, generation = tonumber(state[2]), tonumber(state[4])
        if state[1] ~= ARGV[1] or not applied or applied < tonumber(ARGV[2])
          or redis.call('EXISTS', KEYS[2], KEYS[3]) ~= 2
          or redis.call('HLEN', KEYS[4]) ~= tonumber(state[3])
          or redis.call('HLEN', KEYS[5 + generation % 2]) ~= tonumber(state[5])
          or redis.call('HLEN', KEYS[6 - generation % 2]) ~= tonumber(state[6]) then
          return {1, state[2] or '', '', ''}
        end
        local wanted, n = tonumber(ARGV[3]), tonumber(ARGV[5])
        if n == 0 then return {0, state[2], state[3], ''} end
        if wanted < generation - 1 then return {2, state[2], state[3], ''} end

        local distance = {struct.unpack('<' .. string.rep('I4', n), ARGV[6])}
        local start, sessions, users = tonumber(ARGV[4]), 11, 11 + n
        local current, previous = KEYS[5 + wanted % 2], KEYS[6 - wanted % 2]
        local answers, first_new = {}, 1
        while first_new <= n and start + distance[first_new] <= applied do first_new = first_new + 1 end
        if first_new > 1 then
          local known = redis.call('HMGET', current, unpack(ARGV, sessions + 1, sessions + first_new - 1))
          for i = 1, first_new - 1 do
            answers[i] = 1
            if known[i] then
              local at, answer = struct.unpack('<I4I4', known[i])
              if at == distance[i] then answers[i] = answer end
            end
          end
        end

        if first_new <= n then
          redis.call('HSET', KEYS[1], 'offset', '')
          local in_current, in_previous = tonumber(state[5]), tonumber(state[6])
          if wanted > generation then
            redis.call('UNLINK', current)
            in_previous = in_current
            if wanted > generation + 1 then
              redis.call('UNLINK', previous)
              in_previous = 0
            end
            in_current = 0
          end
          local known = redis.call('HMGET', current, unpack(ARGV, sessions + first_new, sessions + n))
          local earlier = redis.call('HMGET', previous, unpack(ARGV, sessions + first_new, sessions + n))
          local remembered, fresh, visitors, places, cell = {}, {}, {}, {}, 0
          for i = 1, n do
            local is_valid = string.byte(ARGV[7], i) == 49
            if is_valid then cell = cell + 1 end
            if i >= first_new then
              local session = ARGV[sessions + i]
              if known[i - first_new + 1] or earlier[i - first_new + 1] or remembered[session] then
                answers[i] = 1
              else
                remembered[session] = true
                answers[i] = 0
                fresh[#fresh + 1] = i
                if is_valid then
                  visitors[#visitors + 1] = {i, ARGV[users + cell]}
                  places[#visitors] = cell
                end
              end
            end
          end

          if #visitors > 0 then
            local names, count, new, new_places = {}, {}, {}, {}
            for j = 1, #visitors do names[j] = visitors[j][2] end
            local counts = redis.call('HMGET', KEYS[4], unpack(names))
            for j = 1, #names do
              if not count[names[j]] then
                count[names[j]] = tonumber(counts[j] or 0)
                if not counts[j] then
                  new[#new + 1] = names[j]
                  new_places[#new] = places[j]
                end
              end
            end
            -- Whoever has a count is in the filter, so it need only be asked about the others.
            local was = {}
            if #new > 0 then
              was = add_to_filter(KEYS[2], new, tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11], new_places)
              redis.call('PFADD', KEYS[3], unpack(new))
            end
            for j = 1, #names do
              local before = count[names[j]]
              count[names[j]] = before + 1
              answers[visitors[j][1]] = (before + 1) * 4 + ((before > 0 or was[names[j]]) and 2 or 0)
            end
            local pairs_of = {}
            for name, value in pairs(count) do
              pairs_of[#pairs_of + 1] = name
              pairs_of[#pairs_of + 1] = value
            end
            redis.call('HMSET', KEYS[4], unpack(pairs_of))
            state[3] = tonumber(state[3]) + #new
          end

          if #fresh > 0 then
            local entries = {}
            for j = 1, #fresh do
              local i = fresh[j]
              entries[2 * j - 1] = ARGV[sessions + i]
              entries[2 * j] = struct.pack('<I4I4', distance[i], answers[i])
            end
            redis.call('HMSET', current, unpack(entries))
          end
          redis.call('HMSET', KEYS[1], 'offset', ARGV[8], 'users', state[3], 'generation', ARGV[3],
            'current', in_current + #fresh, 'previous', in_previous)
        end
        return {0, ARGV[8], state[3], struct.pack('<' .. string.rep('I4', n), unpack(answers))}
        """;

    /// <summary>
    /// Reads a part of the counts, as long as the state stands at the caller's offset. ARGV: id; offset; cursor; how many about.
    /// Returns nothing when it stands elsewhere.
    /// </summary>
    public const string ScanUsers = """
        local state = redis.call('HMGET', KEYS[1], 'id', 'offset')
        if state[1] ~= ARGV[1] or state[2] ~= ARGV[2] then return false end
        return redis.call('HSCAN', KEYS[4], ARGV[3], 'COUNT', ARGV[4])
        """;

    /// <summary>Users in the union of sketches that came from several nodes. KEYS: places to put them; ARGV: the sketches.</summary>
    public const string UnionOfSketches = """
        for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[i]) end
        local users = redis.call('PFCOUNT', unpack(KEYS))
        redis.call('UNLINK', unpack(KEYS))
        return users
        """;

    /// <summary>
    /// Adds distinct users to the filter, and says by name which of them it (probably) had before. Setting a bit tells what it was,
    /// so that each user is asked and added at once, and the next one sees it.
    /// </summary>
    internal const string AddToFilter = """
        local function add_to_filter(key, users, probes, size, cells, places)
          local was = {}
          if probes == 0 then
            local added = redis.call('BF.MADD', key, unpack(users))
            for j = 1, #users do was[users[j]] = added[j] == 0 end
            return was
          end
          local format, bits = string.rep('s', probes), {}
          for q = 1, probes do
            bits[4 * q - 3], bits[4 * q - 2], bits[4 * q] = 'SET', 'u1', '1'
          end
          for j = 1, #users do
            local positions = {struct.unpack(format, cells, (places[j] - 1) * size + 1)}
            for q = 1, probes do bits[4 * q - 1] = positions[q] end
            local old, all = redis.call('BITFIELD', key, unpack(bits)), true
            for q = 1, probes do all = all and old[q] == 1 end
            was[users[j]] = all
          end
          return was
        end

        """;
}
