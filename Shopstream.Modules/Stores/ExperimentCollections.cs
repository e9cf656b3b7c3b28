namespace Shopstream.Modules.Stores;

/// <summary>The collection of experiments: whoever serves reads what others define.</summary>
public static class ExperimentCollections
{
    /// <summary>One <c>ExperimentDefinition</c> a document; its id is the experiment's.</summary>
    public static readonly CollectionDefinition Experiments = new("experiments", [new("state", IsInteger: false), new("revision", IsInteger: true)], [["state"]]);
}
