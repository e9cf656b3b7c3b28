using System.Text.Json;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>The answer to one request: its status and its JSON, which ends with <see cref="Dispose"/>.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="json">The body.</param>
/// <param name="node">Who answered.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
internal sealed class ElasticsearchAnswer(int status, JsonDocument json, string node, TimeSpan? retryAfter = null) : IDisposable
{
    private const int LongestReason = 600;

    /// <value>How long the server asks to wait before the next try, if it does.</value>
    public TimeSpan? RetryAfter => retryAfter;

    /// <value>HTTP status.</value>
    public int Status => status;

    /// <value>Whether it did what was asked.</value>
    public bool IsSuccess => status is >= 200 and < 300;

    /// <value>The body.</value>
    public JsonElement Root => json.RootElement;

    /// <value>Kind of the error, such as <c>resource_already_exists_exception</c>, or empty.</value>
    public string ErrorType => Error(Root) is { ValueKind: JsonValueKind.Object } error ? Text(error, "type") : "";

    /// <summary>Throws unless it did what was asked.</summary>
    /// <param name="what">What was asked, for the message.</param>
    /// <exception cref="ElasticsearchException">It did not.</exception>
    public ElasticsearchAnswer Require(string what) => IsSuccess ? this : throw Refused(what);

    /// <summary>The exception that tells why not.</summary>
    public ElasticsearchException Refused(string what) => new($"{node} answers {status} to {what}: {Reason(Error(Root))}");

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    /// <summary>What an error says, with its innermost cause.</summary>
    public static string Reason(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String) return Cut(error.GetString()!);
        if (error.ValueKind != JsonValueKind.Object) return "no reason given";
        var text = $"{Text(error, "type")}: {Text(error, "reason")}";
        JsonElement? cause = null;
        while ((cause ?? error).TryGetProperty("caused_by", out var inner) && inner.ValueKind == JsonValueKind.Object) cause = inner;
        return Cut(cause is null ? text : $"{text} ({Text(cause.Value, "reason")})");
    }

    private static JsonElement Error(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? error : default;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static string Cut(string text) => text.Length <= LongestReason ? text : $"{text[..LongestReason]}…";
}
