using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Stores.InProcess;
using Shopstream.Modules.Stores.Redis;

namespace Shopstream.Modules.Stores;

/// <summary>Settings of sketches and counters, section <c>Sketches</c>.</summary>
public sealed class SketchesOptions
{
    internal const string RedisProvider = "Redis";

    /// <value><c>InProcess</c> or <c>Redis</c>. Default <c>InProcess</c>.</value>
    [AllowedValues("InProcess", RedisProvider, ErrorMessage = "Sketches:Provider: expected InProcess or Redis.")]
    public string Provider { get; set; } = "InProcess";

    /// <summary>The in-process provider.</summary>
    [ValidateObjectMembers]
    public InProcessSketchesOptions InProcess { get; set; } = new();

    /// <summary>The provider on a Redis server.</summary>
    [ValidateObjectMembers]
    public RedisSketchesOptions Redis { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class SketchesOptionsValidator : IValidateOptions<SketchesOptions>;
