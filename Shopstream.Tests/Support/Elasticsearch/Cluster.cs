using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>What the server holds: templates, indices, aliases. One request at a time.</summary>
internal sealed class Cluster(TimeProvider time)
{
    private readonly Dictionary<string, JsonElement> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexState> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, bool>> _aliases = new(StringComparer.Ordinal);

    public IEnumerable<IndexState> Indices => _indices.Values;

    public JsonElement? Template(string name) => _templates.TryGetValue(name, out var template) ? template : null;

    /// <summary>The index behind a name, or behind the alias of that name.</summary>
    public IndexState Resolve(string name)
    {
        if (_indices.TryGetValue(name, out var index)) return index;
        if (!_aliases.TryGetValue(name, out var behind)) throw ServerError.NoIndex(name);
        if (behind.Count == 1) return _indices[behind.Keys.Single()];
        var written = behind.Where(b => b.Value).Select(b => b.Key).ToList();
        return written.Count == 1 ? _indices[written[0]] : throw ServerError.Illegal($"alias [{name}] has more than one index associated with it");
    }

    public bool IsAlias(string name) => _aliases.ContainsKey(name);

    public JsonObject PutTemplate(string name, JsonElement body)
    {
        var members = StrictJson.Members(body, "index_template", "index_patterns", "priority", "template");
        var template = StrictJson.Members(members["template"], "template", "settings", "mappings");
        Settings(template["settings"]);
        new Mapping().Merge(template["mappings"]);
        var pattern = members["index_patterns"].EnumerateArray().Single().GetString()!;
        var priority = members["priority"].GetInt32();
        foreach (var (other, known) in _templates)
        {
            if (other != name && known.GetProperty("priority").GetInt32() == priority && known.GetProperty("index_patterns")[0].GetString() == pattern)
                throw ServerError.Illegal($"index template [{name}] has index patterns [{pattern}] matching patterns from existing templates [{other}] with the same priority [{priority}]");
        }

        _templates[name] = body;
        return Acknowledged();
    }

    public JsonObject Create(string name, JsonElement body)
    {
        var members = StrictJson.Members(body, "create index", "aliases");
        if (_indices.ContainsKey(name)) throw new ServerError(400, "resource_already_exists_exception", $"index [{name}/AAAAAAAAAAAAAAAAAAAAAA] already exists");
        if (_aliases.ContainsKey(name)) throw new ServerError(400, "invalid_index_name_exception", $"Invalid index name [{name}], already exists as alias");
        var aliases = members["aliases"].EnumerateObject()
            .Select(a => (a.Name, IsWritten: StrictJson.Flag(StrictJson.Members(a.Value, "alias", "is_write_index")["is_write_index"], "is_write_index"))).ToList();
        foreach (var (alias, isWritten) in aliases) CheckAlias(alias, isWritten);
        var template = _templates.Values.Where(t => name.StartsWith(t.GetProperty("index_patterns")[0].GetString()!.TrimEnd('*'), StringComparison.Ordinal))
            .OrderByDescending(t => t.GetProperty("priority").GetInt32()).Select(t => (JsonElement?)t.GetProperty("template")).FirstOrDefault();
        var mapping = new Mapping();
        if (template is not null) mapping.Merge(template.Value.GetProperty("mappings"));
        _indices[name] = new IndexState(name, mapping, template is null ? [] : Settings(template.Value.GetProperty("settings")), time);
        foreach (var (alias, isWritten) in aliases) Alias(alias, name, isWritten);
        return new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = name };
    }

    public JsonObject Delete(string name)
    {
        if (!_indices.Remove(name)) throw ServerError.NoIndex(name);
        foreach (var (alias, behind) in _aliases.ToList())
            if (behind.Remove(name) && behind.Count == 0) _aliases.Remove(alias);
        return Acknowledged();
    }

    public JsonObject GetAlias(string alias)
    {
        if (!_aliases.TryGetValue(alias, out var behind)) throw new MissingAlias(alias);
        var found = new JsonObject();
        foreach (var (index, isWritten) in behind)
            found[index] = new JsonObject { ["aliases"] = new JsonObject { [alias] = new JsonObject { ["is_write_index"] = isWritten } } };
        return found;
    }

    public JsonObject ChangeAliases(JsonElement body)
    {
        foreach (var action in StrictJson.Members(body, "aliases", "actions")["actions"].EnumerateArray())
        {
            var add = StrictJson.Members(StrictJson.Members(action, "action", "add")["add"], "add", "index", "alias", "is_write_index");
            var (index, alias, isWritten) = (add["index"].GetString()!, add["alias"].GetString()!, add["is_write_index"].GetBoolean());
            if (!_indices.ContainsKey(index)) throw ServerError.NoIndex(index);
            CheckAlias(alias, isWritten);
            Alias(alias, index, isWritten);
        }

        return Acknowledged();
    }

    /// <summary>Somebody takes an alias away.</summary>
    public void RemoveAlias(string alias) => _aliases.Remove(alias);

    public JsonObject PutMapping(string name, JsonElement body)
    {
        Resolve(name).Mapping.Merge(body);
        return Acknowledged();
    }

    public JsonObject GetMapping(string name)
    {
        var index = Resolve(name);
        return new JsonObject { [index.Name] = new JsonObject { ["mappings"] = index.Mapping.ToJson() } };
    }

    private static JsonObject Acknowledged() => new() { ["acknowledged"] = true };

    private static Dictionary<string, string> Settings(JsonElement settings)
    {
        var index = StrictJson.Members(settings, "settings", "index")["index"];
        var values = StrictJson.Members(
            index, "settings", "number_of_shards", "number_of_replicas", "auto_expand_replicas", "refresh_interval", "gc_deletes");
        return values.ToDictionary(v => v.Key, v => v.Value.ToString(), StringComparer.Ordinal);
    }

    private void CheckAlias(string alias, bool isWritten)
    {
        if (_indices.ContainsKey(alias))
            throw new ServerError(400, "invalid_alias_name_exception", $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias");
        if (isWritten && _aliases.TryGetValue(alias, out var behind) && behind.ContainsValue(true))
            throw new ServerError(500, "illegal_state_exception", $"alias [{alias}] has more than one write index");
    }

    private void Alias(string alias, string index, bool isWritten)
    {
        if (!_aliases.TryGetValue(alias, out var behind)) _aliases[alias] = behind = new(StringComparer.Ordinal);
        behind[index] = isWritten;
    }
}

/// <summary>This one error has a form of its own.</summary>
internal sealed class MissingAlias(string alias) : Exception(alias)
{
    public JsonObject Body() => new() { ["error"] = $"alias [{Message}] missing", ["status"] = 404 };
}
