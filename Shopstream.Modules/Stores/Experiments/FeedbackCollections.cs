namespace Shopstream.Modules.Stores.Experiments;

/// <summary>The collections of what was recommended and what became of it.</summary>
public static class FeedbackCollections
{
    /// <summary>Answers as the topic brings them, with <c>servedMs</c>; the id is that of the answer.</summary>
    public static readonly CollectionDefinition Answers = new("recommendation_answers",
        [new("userId", IsInteger: false), new("servedMs", IsInteger: true)],
        [["userId"], ["servedMs"]]);

    /// <summary>What became of answers, one <c>FeedbackFact</c> a document; a replay finds the same ids.</summary>
    public static readonly CollectionDefinition Feedback = new("recommendation_feedback",
        [new("userId", IsInteger: false), new("productId", IsInteger: false), new("timeMs", IsInteger: true)],
        [["userId", "productId", "timeMs"], ["timeMs"]]);

    /// <summary>Sums over the users of an experiment, one document an experiment and input partition; they add up.</summary>
    public static readonly CollectionDefinition Sums = new("experiment_sums", [new("experiment", IsInteger: false)], [["experiment"]]);

    /// <summary>Sums by day of answer, one document a day and input partition; they add up.</summary>
    public static readonly CollectionDefinition Days = new("recommendation_days", [new("day", IsInteger: true)], [["day"]]);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<CollectionDefinition> All = [Answers, Feedback, Sums, Days];
}
