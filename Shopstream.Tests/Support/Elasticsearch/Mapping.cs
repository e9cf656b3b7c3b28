using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>The mapping of an index: its fields by their full names.</summary>
internal sealed class Mapping
{
    private readonly Dictionary<string, FieldType> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _objects = new(StringComparer.Ordinal);
    private bool _isStrict;

    public bool RequiresRouting { get; private set; }

    /// <summary>Adds what a mapping says; nothing is changed when it does not fit.</summary>
    public void Merge(JsonElement mapping)
    {
        var members = StrictJson.Members(mapping, "mapping", "dynamic", "properties", "_routing");
        if (members.TryGetValue("dynamic", out var dynamic))
        {
            _isStrict = dynamic.ToString() switch
            {
                "strict" => true,
                "False" or "false" => false,
                var other => throw ServerError.Unknown($"dynamic: {other}"),
            };
        }

        if (members.TryGetValue("_routing", out var routing))
            RequiresRouting = StrictJson.Flag(StrictJson.Members(routing, "_routing", "required")["required"], "required");
        if (!members.TryGetValue("properties", out var properties)) return;
        var added = new Dictionary<string, FieldType>(StringComparer.Ordinal);
        var objects = new List<string>();
        Collect(properties, "", added, objects);
        foreach (var (name, type) in added)
        {
            if (_objects.Contains(name)) throw ServerError.Illegal($"can't merge a non object mapping [{name}] with an object mapping");
            if (_fields.TryGetValue(name, out var known) && known.Name != type.Name)
                throw ServerError.Illegal($"mapper [{name}] cannot be changed from type [{known.Name}] to [{type.Name}]");
        }

        if (objects.Find(_fields.ContainsKey) is { } clash) throw ServerError.Illegal($"can't merge an object mapping [{clash}] with a non object mapping");
        foreach (var (name, type) in added) _fields[name] = type;
        _objects.UnionWith(objects);
    }

    /// <summary>The type of a field that a search names.</summary>
    public FieldType Field(string name) => _fields.TryGetValue(name, out var type)
        ? type
        : throw new ServerError(400, "query_shard_exception", $"No mapping found for [{name}]; a real server would find nothing");

    /// <summary>Indexes a document.</summary>
    /// <exception cref="ServerError">It does not fit.</exception>
    public Dictionary<string, object> Index(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object) throw new ServerError(400, "mapper_parsing_exception", "Malformed content, must start with an object");
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        Index(source, "", values);
        return values;
    }

    /// <summary>The mapping as it is shown.</summary>
    public JsonObject ToJson()
    {
        var properties = new JsonObject();
        foreach (var (name, type) in _fields)
        {
            var parts = name.Split('.');
            var parent = properties;
            foreach (var part in parts[..^1])
            {
                if (parent[part] is null) parent[part] = new JsonObject { ["properties"] = new JsonObject() };
                parent = parent[part]!["properties"]!.AsObject();
            }

            parent[parts[^1]] = type.Definition.DeepClone();
        }

        return new JsonObject { ["dynamic"] = _isStrict ? "strict" : "false", ["properties"] = properties };
    }

    private static void Collect(JsonElement properties, string prefix, Dictionary<string, FieldType> fields, List<string> objects)
    {
        foreach (var property in properties.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.TryGetProperty("properties", out var inner))
            {
                StrictJson.Members(property.Value, $"mapping of {name}", "properties");
                objects.Add(name);
                Collect(inner, name + ".", fields, objects);
            }
            else
            {
                fields[name] = new FieldType(name, property.Value);
            }
        }
    }

    private void Index(JsonElement source, string prefix, Dictionary<string, object> values)
    {
        foreach (var member in source.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (_objects.Contains(name))
            {
                if (member.Value.ValueKind != JsonValueKind.Object)
                    throw new ServerError(400, "mapper_parsing_exception", $"object mapping for [{name}] tried to parse field [{name}] as object, but found a concrete value");
                Index(member.Value, name + ".", values);
            }
            else if (_fields.TryGetValue(name, out var type))
            {
                if (type.Index(name, member.Value) is { } value) values[name] = value;
            }
            else if (_isStrict)
            {
                throw new ServerError(400, "strict_dynamic_mapping_exception", $"mapping set to strict, dynamic introduction of [{name}] within [_doc] is not allowed");
            }
        }
    }
}
