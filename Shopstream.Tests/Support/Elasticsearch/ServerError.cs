using System.Text.Json.Nodes;

namespace Shopstream.Tests.Support.Elasticsearch;

/// <summary>An error as the server answers it.</summary>
internal sealed class ServerError(int status, string type, string reason) : Exception($"{status} {type}: {reason}")
{
    public int Status => status;

    public string Type => type;

    public static ServerError Unknown(string what) => new(400, "illegal_argument_exception", $"this server does not know {what}");

    public static ServerError Parsing(string reason) => new(400, "parsing_exception", reason);

    public static ServerError Illegal(string reason) => new(400, "illegal_argument_exception", reason);

    public static ServerError NoIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");

    /// <summary>The error of one action or search.</summary>
    public JsonObject Cause() => new() { ["type"] = type, ["reason"] = reason };

    /// <summary>The body of the answer.</summary>
    public JsonObject Body() => new()
    {
        ["error"] = new JsonObject { ["root_cause"] = new JsonArray(Cause()), ["type"] = type, ["reason"] = reason },
        ["status"] = status,
    };
}
