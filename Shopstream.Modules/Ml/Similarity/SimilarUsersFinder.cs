using Shopstream.Modules.Ml.Trees;

namespace Shopstream.Modules.Ml.Similarity;

/// <summary>A user like another one.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Jaccard">Exact similarity: common items over all items of both.</param>
/// <param name="Estimate">What the signatures say.</param>
/// <param name="SharedItems">Number of common items.</param>
/// <param name="Shared">Some of them; those that fewest users have come first, as they tell most.</param>
public sealed record SimilarUser(string UserId, double Jaccard, double Estimate, int SharedItems, IReadOnlyList<string> Shared);

/// <summary>A user's set and the users like him.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Items">Number of items of the set.</param>
/// <param name="Similar">Most similar first, then by id.</param>
public sealed record SimilarUsersOf(string UserId, int Items, IReadOnlyList<SimilarUser> Similar);

/// <summary>Finds for each user those who did much the same. Add everybody, then find. Not thread-safe.</summary>
public sealed class SimilarUsersFinder
{
    private const int UsersOfAPiece = 64;
    private readonly SimilarUsersOptions _options;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly List<ulong> _hashes = [];
    private readonly List<int> _owners = [];
    private readonly Dictionary<string, HashSet<int>> _users = new(StringComparer.Ordinal);

    /// <summary>Nobody yet.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SimilarUsersFinder(SimilarUsersOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <summary>Number of users.</summary>
    public int Users => _users.Count;

    /// <summary>Number of different items.</summary>
    public int Items => _texts.Count;

    /// <summary>Adds items to a user's set; repeats do not matter.</summary>
    public void Add(string user, IEnumerable<string> items)
    {
        if (!_users.TryGetValue(user, out var set)) _users.Add(user, set = []);
        foreach (var item in items)
        {
            if (!_numbers.TryGetValue(item, out var number))
            {
                _numbers.Add(item, number = _texts.Count);
                _texts.Add(item);
                _hashes.Add(MinHasher.ItemOf(item));
                _owners.Add(0);
            }

            if (set.Add(number)) _owners[number]++;
        }
    }

    /// <summary>The users in the order of their ids, each with those like him, in pieces of some thousand so that nothing large is held.</summary>
    /// <param name="report">Told how far it is, 0 to 1.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    public IEnumerable<IReadOnlyList<SimilarUsersOf>> Find(Action<double> report, CancellationToken cancellationToken)
    {
        string[] ids = [.. _users.Keys.Order(StringComparer.Ordinal)];
        var index = new SimilarityIndex(new MinHasher(_options.Hashes, (ulong)_options.Seed), _options.Threshold);
        index.InsertAll(ids, Array.ConvertAll(ids, id => _users[id].Select(n => _hashes[n]).ToArray()));
        const int piece = 4_096;
        for (var from = 0; from < ids.Length; from += piece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report((double)from / ids.Length);
            var first = from;
            var found = new SimilarUsersOf[Math.Min(piece, ids.Length - from)];
            ParallelWork.Ranges(ParallelWork.Threads(0), found.Length, UsersOfAPiece, (begin, end) =>
            {
                for (var i = begin; i < end && !cancellationToken.IsCancellationRequested; i++) found[i] = Describe(ids[first + i], index);
            });
            cancellationToken.ThrowIfCancellationRequested();
            yield return found;
        }

        report(1);
    }

    private SimilarUsersOf Describe(string user, SimilarityIndex index)
    {
        var own = _users[user];
        var similar = new List<SimilarUser>();
        foreach (var set in index.Similar(user, _options.Top, _options.Candidates))
        {
            var shared = _users[set.Id].Where(own.Contains).ToList();
            shared.Sort((a, b) => _owners[a] != _owners[b] ? _owners[a].CompareTo(_owners[b]) : string.CompareOrdinal(_texts[a], _texts[b]));
            similar.Add(new(set.Id, set.Jaccard, set.Estimate, shared.Count, [.. shared.Take(_options.SharedItems).Select(n => _texts[n])]));
        }

        return new(user, own.Count, similar);
    }
}
