using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>Finds out what a request asks for and does it. Everything that is not known is refused.</summary>
internal sealed class Routes(Cluster cluster, Func<ServerKind> kind)
{
    private static readonly string[] BulkTypes = ["application/x-ndjson", "application/json"];

    public (int Status, JsonNode Body) Handle(RecordedRequest request, Fault? fault)
    {
        try
        {
            var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            CheckType(request, parts);
            return (200, Dispatch(request, parts, fault));
        }
        catch (ServerError e)
        {
            return (e.Status, e.Body());
        }
        catch (MissingAlias e)
        {
            return (404, e.Body());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (400, ServerError.Parsing($"the request lacks something: {e.Message}").Body());
        }
    }

    private JsonNode Dispatch(RecordedRequest request, string[] parts, Fault? fault) => (request.Method, parts) switch
    {
        ("GET", []) => Plain(request, kind().Greeting()),
        ("PUT", ["_index_template", var name]) => Plain(request, cluster.PutTemplate(name, Json(request))),
        ("GET", ["_alias", var alias]) => Plain(request, cluster.GetAlias(alias)),
        ("POST", ["_aliases"]) => Plain(request, cluster.ChangeAliases(Json(request))),
        ("POST", ["_bulk"]) => Bulk(request, fault),
        ("POST", ["_msearch"]) => Plain(request, Searches(request)),
        ("POST", [var name, "_search"]) => Search(request, name),
        ("POST", [var name, "_delete_by_query"]) => DeleteByQuery(request, name),
        ("POST", [var name, "_refresh"]) => Plain(request, Refresh(name)),
        ("PUT", [var name, "_mapping"]) => Plain(request, cluster.PutMapping(name, Json(request))),
        ("GET", [var name, "_mapping"]) => Plain(request, cluster.GetMapping(name)),
        ("PUT", [var name]) when !name.StartsWith('_') => Plain(request, cluster.Create(name, Json(request))),
        ("DELETE", [var name]) when !name.StartsWith('_') => Plain(request, cluster.Delete(name)),
        _ => throw ServerError.Unknown($"{request.Method} {request.Path}"),
    };

    private static JsonNode Plain(RecordedRequest request, JsonNode answer)
    {
        Parameters(request);
        return answer;
    }

    private JsonNode Bulk(RecordedRequest request, Fault? fault)
    {
        var parameters = Parameters(request, "require_alias", "filter_path");
        if (parameters.GetValueOrDefault("require_alias") != "true") throw ServerError.Unknown("bulk requests that do not require an alias");
        var items = BulkActions.Parse(request.Body);
        var done = fault?.CutHalfway == true ? items[..(items.Count / 2)] : items;
        var position = 0;
        var results = BulkActions.Run(cluster, done, item => fault?.Items?.Invoke(position++, item.Id) == true
            ? new ServerError(fault.ItemStatus, fault.ItemType, "rejected execution of coordinating operation")
            : null);
        var answer = new JsonObject
        {
            ["took"] = 1,
            ["errors"] = results.Any(r => r!.AsObject().Single().Value!["error"] is not null),
            ["items"] = results,
        };
        return parameters.TryGetValue("filter_path", out var paths) ? FilterPath.Apply(answer, paths) : answer;
    }

    private JsonObject Search(RecordedRequest request, string name)
    {
        if (Parameters(request, "allow_partial_search_results").GetValueOrDefault("allow_partial_search_results") != "false")
            throw ServerError.Unknown("searches that may leave out shards");
        return Elasticsearch.Searches.Run(cluster.Resolve(name), Json(request));
    }

    private JsonObject Searches(RecordedRequest request)
    {
        var lines = new List<JsonElement>();
        foreach (var range in request.Body.Span.Split((byte)'\n'))
            if (!request.Body.Span[range].IsEmpty) lines.Add(StrictJson.Parse(request.Body[range]));
        if (request.Body.Span[^1] != '\n') throw ServerError.Illegal("The msearch request must be terminated by a newline [\\n]");
        var responses = new JsonArray();
        foreach (var pair in lines.Chunk(2))
        {
            try
            {
                var head = StrictJson.Members(pair[0], "header", "index", "allow_partial_search_results");
                if (StrictJson.Flag(head["allow_partial_search_results"], "header")) throw ServerError.Unknown("searches that may leave out shards");
                var response = Elasticsearch.Searches.Run(cluster.Resolve(StrictJson.Text(head["index"], "index")), pair[1]);
                response["status"] = 200;
                responses.Add((JsonNode)response);
            }
            catch (ServerError e)
            {
                responses.Add((JsonNode)e.Body());
            }
        }

        return new JsonObject { ["took"] = 1, ["responses"] = responses };
    }

    private JsonObject DeleteByQuery(RecordedRequest request, string name)
    {
        Parameters(request, "conflicts", "refresh");
        var index = cluster.Resolve(name);
        var matches = Queries.Parse(StrictJson.Members(Json(request), "delete by query", "query")["query"], index.Mapping);
        List<StoredDocument> found = [.. index.Searchable().SelectMany(s => s).Where(matches)];
        foreach (var document in found) index.Apply(document.Id, document.Routing, document.Version + 1, source: null, () => document.Values);
        index.Refresh();
        return new JsonObject { ["took"] = 1, ["timed_out"] = false, ["total"] = found.Count, ["deleted"] = found.Count, ["version_conflicts"] = 0, ["failures"] = new JsonArray() };
    }

    private JsonObject Refresh(string name)
    {
        cluster.Resolve(name).Refresh();
        return new JsonObject { ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 } };
    }

    private static JsonElement Json(RecordedRequest request) => StrictJson.Parse(request.Body);

    private static Dictionary<string, string> Parameters(RecordedRequest request, params ReadOnlySpan<string> allowed)
    {
        var parameters = request.Query;
        foreach (var name in parameters.Keys)
            if (!allowed.Contains(name)) throw ServerError.Illegal($"request [{request.Path}] contains unrecognized parameter: [{name}]");
        return parameters;
    }

    private static void CheckType(RecordedRequest request, string[] parts)
    {
        if (request.Body.Length == 0) return;
        var allowed = parts is ["_bulk"] or ["_msearch"] ? BulkTypes : ["application/json"];
        if (!allowed.Contains(request.ContentType)) throw new ServerError(406, "media_type_header_exception", $"Content-Type header [{request.ContentType}] is not supported");
    }
}
