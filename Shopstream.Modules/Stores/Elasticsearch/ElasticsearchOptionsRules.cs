using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Stores.Elasticsearch;

/// <summary>Rules across the settings of the provider; they hold while it is chosen. Messages never repeat a secret.</summary>
internal sealed class ElasticsearchOptionsRules : IValidateOptions<SearchIndexOptions>
{
    private const string Section = "SearchIndex:Elasticsearch";

    public ValidateOptionsResult Validate(string? name, SearchIndexOptions options)
    {
        if (options.Provider != SearchIndexOptions.ElasticsearchProvider) return ValidateOptionsResult.Success;
        var failures = Failures(options.Elasticsearch).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(ElasticsearchOptions options)
    {
        if (options.Nodes().Count == 0) yield return $"{Section}:Url: found no address, expected one such as http://127.0.0.1:9200.";
        foreach (var text in options.Nodes())
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                // What is no address may hold anything, a password too.
                yield return $"{Section}:Url: one entry is no http or https address, expected one such as http://127.0.0.1:9200.";
            }
            else if (url.UserInfo.Length > 0)
            {
                yield return $"{Section}:Url: the address of {url.Host} holds a user or password; give {Section}:Username and {Section}:Password instead.";
            }
            else if (url.Query.Length > 0 || url.Fragment.Length > 0)
            {
                yield return $"{Section}:Url: the address of {url.Host} holds a query or fragment, expected none.";
            }
        }

        if (!string.IsNullOrEmpty(options.ApiKey) && !string.IsNullOrEmpty(options.Username))
            yield return $"{Section}:ApiKey and {Section}:Username are both given, expected one of them.";
        if (string.IsNullOrEmpty(options.Username) != string.IsNullOrEmpty(options.Password))
            yield return $"{Section}:Username and {Section}:Password belong together, found only one of them.";
        if (!string.IsNullOrEmpty(options.CaCertificate) && !File.Exists(options.CaCertificate))
            yield return $"{Section}:CaCertificate: there is no file {options.CaCertificate}.";
    }
}
