using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Models;

/// <summary>What a version of a model is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelState>))]
public enum ModelState
{
    /// <summary>Its files are being written; nobody sees it yet.</summary>
    [JsonStringEnumMemberName("writing")]
    Writing,

    /// <summary>Trained, not yet decided on.</summary>
    [JsonStringEnumMemberName("candidate")]
    Candidate,

    /// <summary>The one that predicts.</summary>
    [JsonStringEnumMemberName("current")]
    Current,

    /// <summary>Was current; can be again.</summary>
    [JsonStringEnumMemberName("retired")]
    Retired,

    /// <summary>Was not better than the one it should replace.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>A change of a version's state.</summary>
/// <param name="State">The new state.</param>
/// <param name="AtMs">When, milliseconds since 1970.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelChange(ModelState State, long AtMs, string Reason);
