using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Shopstream.Modules.Dashboard;

/// <summary>Settings of the section <c>Dashboard</c>.</summary>
public sealed class DashboardOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Dashboard";

    /// <value>Name of the shop in the page's heading, 1 to 60 characters. Default <c>Shopstream</c>.</value>
    [Required, StringLength(60, MinimumLength = 1)]
    public string Title { get; set; } = "Shopstream";

    /// <value>Currency of the amounts as ISO 4217 code, such as <c>EUR</c>. Default none: amounts are shown as plain numbers.</value>
    [RegularExpression("^[A-Z]{3}$")]
    public string? Currency { get; set; }
}

/// <summary>Checks every setting.</summary>
[OptionsValidator]
internal sealed partial class DashboardOptionsValidator : IValidateOptions<DashboardOptions>;
