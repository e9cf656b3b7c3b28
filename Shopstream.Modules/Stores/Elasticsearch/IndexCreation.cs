using System.Text.Json.Nodes;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>The steps by which an index comes to be, each harmless when repeated or done by two hosts at once.</summary>
internal sealed class IndexCreation(ElasticsearchClient client, ElasticsearchOptions options)
{
    private const string DeleteMemory = "1h";
    private const int Priority = 200;

    /// <summary>Makes the template, and the index with its alias; or adds the fields that the index lacks.</summary>
    /// <exception cref="ElasticsearchException">No server answers in time, or the index that is there does not fit.</exception>
    public async ValueTask CreateAsync(IndexLayout layout, string alias, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        await PutTemplateAsync(layout, alias, retryFor, cancellationToken);
        using (var known = await client.SendAsync(ElasticsearchRequest.Get($"_alias/{alias}"), retryFor, cancellationToken))
        {
            if (known.Status != 404) known.Require($"GET _alias/{alias}");
            else if (await TryCreateAsync(alias, retryFor, cancellationToken)) return;
        }

        var (status, refused) = await PutFieldsAsync(layout, alias, retryFor, cancellationToken);
        if (status == 404)
        {
            // The index is there, its alias is not.
            await AddAliasAsync(alias, retryFor, cancellationToken);
            (_, refused) = await PutFieldsAsync(layout, alias, retryFor, cancellationToken);
        }

        if (refused is null) return;
        throw new ElasticsearchException(
            $"the index behind {alias} does not fit this version: {refused.Message}. "
            + "Choose another SearchIndex:Elasticsearch:IndexPrefix, or copy it by _reindex into one made from the template and move the alias.", inner: refused);
    }

    private async ValueTask PutTemplateAsync(IndexLayout layout, string alias, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var settings = new JsonObject
        {
            ["number_of_shards"] = options.Shards,
            ["refresh_interval"] = $"{options.RefreshInterval.TotalMilliseconds:0}ms",

            // A late write of a lost host must still find the deletion that it would undo.
            ["gc_deletes"] = DeleteMemory,
        };
        if (options.Replicas == 0) settings["number_of_replicas"] = 0;
        else settings["auto_expand_replicas"] = $"0-{options.Replicas}";
        var template = new JsonObject
        {
            ["index_patterns"] = new JsonArray($"{alias}-*"),
            ["priority"] = Priority,
            ["template"] = new JsonObject { ["settings"] = new JsonObject { ["index"] = settings }, ["mappings"] = layout.Mapping() },
        };
        using var answer = await client.SendAsync(ElasticsearchRequest.Put($"_index_template/{alias}", template), retryFor, cancellationToken);
        answer.Require($"PUT _index_template/{alias}");
    }

    private async ValueTask<bool> TryCreateAsync(string alias, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["aliases"] = new JsonObject { [alias] = new JsonObject { ["is_write_index"] = true } } };
        using var answer = await client.SendAsync(ElasticsearchRequest.Put(First(alias), body), retryFor, cancellationToken);
        if (answer.ErrorType == "resource_already_exists_exception") return false;
        if (answer.ErrorType is "invalid_alias_name_exception" or "invalid_index_name_exception")
        {
            throw new ElasticsearchException(
                $"there is an index {alias} where the alias of that name should stand ({answer.Refused($"PUT {First(alias)}").Message}). "
                + "Remove it, or choose another SearchIndex:Elasticsearch:IndexPrefix.");
        }

        answer.Require($"PUT {First(alias)}");
        return true;
    }

    private async ValueTask AddAliasAsync(string alias, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var add = new JsonObject { ["add"] = new JsonObject { ["index"] = First(alias), ["alias"] = alias, ["is_write_index"] = true } };
        using var answer = await client.SendAsync(
            ElasticsearchRequest.Post("_aliases", new JsonObject { ["actions"] = new JsonArray(add) }), retryFor, cancellationToken);
        answer.Require("POST _aliases");
    }

    private async ValueTask<(int Status, ElasticsearchException? Refused)> PutFieldsAsync(IndexLayout layout, string alias, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["properties"] = JsonNode.Parse(layout.Properties) };
        using var answer = await client.SendAsync(ElasticsearchRequest.Put($"{alias}/_mapping", body), retryFor, cancellationToken);
        return (answer.Status, answer.IsSuccess ? null : answer.Refused($"PUT {alias}/_mapping"));
    }

    private static string First(string alias) => $"{alias}-000001";
}
