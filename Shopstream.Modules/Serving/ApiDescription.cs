using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Shopstream.Modules.Serving;

/// <summary>What <c>/openapi/v1.json</c> says about the whole interface.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Shopstream",
                Version = "v1",
                Description = "Analytics and recommendations of an online shop. Times are ISO 8601 in UTC, money is in currency units, durations are in seconds, ratios lie between 0 and 1, errors are problem details (RFC 9457).",
            };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["apiKey"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = AccessGuard.Header,
                Description = "Needed for writes and for everything off loopback once Serving:ApiKey is configured; reads on loopback are open.",
            };

            // The empty alternative says that the key is not needed everywhere.
            document.Security = [new() { [new("apiKey", document)] = [] }, new()];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonPropertyInfo?.PropertyType == typeof(DateTimeOffset))
                (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");

            // The reader would take numbers as text too, which says nothing about what is written.
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String)
                && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
    }
}
