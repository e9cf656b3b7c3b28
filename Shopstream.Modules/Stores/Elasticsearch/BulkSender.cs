using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>
/// Sends bulk requests until every action is settled: done, or superseded by a newer version that the server holds. Actions that
/// the server had no capacity for are sent again; every action carries its version, so that sending again never harms.
/// Thread-safe.
/// </summary>
internal sealed class BulkSender(ElasticsearchClient client, ElasticsearchMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan TellSupersededEvery = TimeSpan.FromMinutes(1);

    // Without require_alias an index under the alias' name would be made of itself once ours is removed.
    private const string Path = "_bulk?require_alias=true&filter_path=errors,items.*.status,items.*.error";
    private const int TooLarge = 413;
    private const int Conflict = 409;
    private const int NotFound = 404;
    private readonly Lock _gate = new();
    private long _superseded;
    private long? _toldAt;

    /// <summary>Sends all actions of the buffer, and empties it.</summary>
    /// <param name="buffer">The actions.</param>
    /// <param name="superseded">Is told each action whose document the server holds in a newer version.</param>
    /// <param name="cancellationToken">Ends it; what was sent may have been done.</param>
    /// <exception cref="ElasticsearchException">The server refuses an action for good, or had no capacity for too long.</exception>
    public async ValueTask SendAsync(BulkBuffer buffer, Action<int>? superseded, CancellationToken cancellationToken)
    {
        if (buffer.Count == 0) return;
        buffer.IsSending = true;
        await SendAsync(buffer, [.. Enumerable.Range(0, buffer.Count)], superseded, cancellationToken);
        buffer.IsSending = false;
        metrics.Sent(buffer.Length);
        buffer.Clear();
    }

    private async ValueTask SendAsync(BulkBuffer buffer, List<int> actions, Action<int>? superseded, CancellationToken cancellationToken)
    {
        var schedule = client.Schedule();
        while (true)
        {
            var sent = actions;
            using var answer = await client.SendAsync(ElasticsearchRequest.PostLines(Path, () => new BulkContent(buffer, sent)), cancellationToken);
            if (answer.Status == TooLarge && actions.Count > 1)
            {
                var half = actions.Count / 2;
                await SendAsync(buffer, actions[..half], superseded, cancellationToken);
                await SendAsync(buffer, actions[half..], superseded, cancellationToken);
                return;
            }

            var refused = new List<int>();
            var reason = Settle(buffer, actions, answer.Require("POST _bulk").Root, superseded, refused);
            if (refused.Count == 0) return;
            if (refused.Count < actions.Count) schedule.Progressed();
            if (!schedule.TryNext(asked: null, out var wait))
                throw new ElasticsearchException($"{refused.Count} of {actions.Count} documents still find no capacity: {reason}", isOutage: true);
            await client.WaitAsync(wait, cancellationToken);
            actions = refused;
        }
    }

    private string Settle(BulkBuffer buffer, List<int> actions, JsonElement answer, Action<int>? superseded, List<int> refused)
    {
        var reason = "";
        var items = answer.GetProperty("items");
        if (items.GetArrayLength() != actions.Count)
            throw new ElasticsearchException($"the server answers {items.GetArrayLength()} actions of a bulk request, expected {actions.Count}");
        int position = 0, conflicts = 0;
        foreach (var item in items.EnumerateArray())
        {
            var action = actions[position++];
            var result = Only(item);
            var status = result.GetProperty("status").GetInt32();
            if (status is >= 200 and < 300) continue;
            var hasError = result.TryGetProperty("error", out var error);
            if (status == Conflict)
            {
                conflicts++;
                superseded?.Invoke(action);
            }
            else if (hasError && IsBusy(status, error))
            {
                refused.Add(action);
                reason = ElasticsearchAnswer.Reason(error);
            }
            else if (hasError || status != NotFound)
            {
                throw Refused(buffer[action], status, error);
            }
        }

        metrics.Written(actions.Count - refused.Count - conflicts);
        metrics.Superseded(conflicts);
        if (conflicts > 0) TellSuperseded(conflicts);
        return reason;
    }

    // A few are the replay after a restart or a host that has lost its partition; all of them for good mean that the input began
    // anew while the index stayed, which somebody should be able to find out.
    private void TellSuperseded(int count)
    {
        long told;
        lock (_gate)
        {
            _superseded += count;
            if (_toldAt is { } at && time.GetElapsedTime(at) < TellSupersededEvery) return;
            (told, _superseded, _toldAt) = (_superseded, 0, time.GetTimestamp());
        }

        ElasticsearchLog.Superseded(logger, told);
    }

    private static bool IsBusy(int status, JsonElement error) =>
        status is 429 or >= 500 || (error.TryGetProperty("type", out var type) && type.ValueEquals("cluster_block_exception"));

    private static ElasticsearchException Refused(ReadOnlyMemory<byte> lines, int status, JsonElement error)
    {
        using var head = JsonDocument.Parse(lines[..lines.Span.IndexOf((byte)'\n')]);
        var action = Only(head.RootElement);
        var (index, id) = (action.GetProperty("_index").GetString()!, action.GetProperty("_id").GetString()!);
        var isLost = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type) && type.ValueEquals("index_not_found_exception");
        return new ElasticsearchException($"{index} refuses document {id} with {status}: {ElasticsearchAnswer.Reason(error)}", isOutage: isLost)
        {
            LostIndex = isLost ? index : null,
        };
    }

    private static JsonElement Only(JsonElement item)
    {
        foreach (var property in item.EnumerateObject()) return property.Value;
        throw new ElasticsearchException("the server answers an empty item of a bulk request");
    }
}
