using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shopstream.Modules.Recommendations.Answers;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Endpoints;

/// <summary><c>/users/{id}/brands</c> and <c>/users/{id}/profile</c>: what the speed layer knows.</summary>
internal static class VisitorEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/users/{id}").WithTags("Users");
        group.MapGet("/brands", BrandsAsync).WithName("userBrands").WithSummary("The 50 brands that a user browsed most recently, newest first");
        group.MapGet("/profile", ProfileAsync).WithName("userProfile").WithSummary("What recommendations know of a user");
    }

    private static async Task<Ok<BrandsAnswer>> BrandsAsync([Description("Id of the user.")] string id, VisitorProfiles profiles, CancellationToken cancellationToken)
    {
        var profile = await profiles.GetAsync(id, cancellationToken);
        return TypedResults.Ok(new BrandsAnswer(id, [.. profile.Brands.Select(b => new BrandAnswer(b.Name, DateTimeOffset.FromUnixTimeMilliseconds(b.LastMs)))]));
    }

    private static async Task<Ok<ProfileAnswer>> ProfileAsync(
        [Description("Id of the user.")] string id, VisitorProfiles profiles, RecommendationService service, CancellationToken cancellationToken)
    {
        var profile = await profiles.GetAsync(id, cancellationToken);
        var catalogue = service.View.Catalogue;
        return TypedResults.Ok(new ProfileAnswer(
            id, profile.IsEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds(profile.LastMs), profile.Country, profile.Device, profile.Referrer,
            [.. profile.Items.Select((n, i) => new ProfileItem(catalogue.IdOf(n), Math.Round(profile.Weights[i], 4))).OrderByDescending(i => i.Weight)],
            [.. profile.Session.Select(catalogue.IdOf)], [.. profile.Cart.Select(catalogue.IdOf)], [.. profile.Hidden.Select(catalogue.IdOf)], profile.Seen.Length,
            [.. profile.Brands.Select(b => b.Name)]));
    }
}
