using System.Text.Json.Serialization;

namespace Shopstream.Modules.Ml.Instacart;

/// <summary>What the analysis of an Instacart folder found.</summary>
/// <param name="Files">One entry a file, in the order of reading.</param>
/// <param name="BadLines">Lines that could not be used.</param>
/// <param name="PopularProducts">The ten products bought most often, in prior and train together; of equals the lower id first.</param>
/// <param name="Combined">The table of order lines with order, user and product.</param>
/// <param name="Users">Number of users with features.</param>
/// <param name="Products">Number of products with features.</param>
/// <param name="Model">The forest that predicts <c>reordered</c>, on users it never saw.</param>
public sealed record InstacartReport(
    IReadOnlyList<InstacartFileSummary> Files,
    BadLineSummary BadLines,
    IReadOnlyList<PopularProduct> PopularProducts,
    CombinedSummary Combined,
    int Users,
    int Products,
    ReorderReport Model);

/// <summary>A file that was read.</summary>
/// <param name="File">Its name.</param>
/// <param name="Rows">Well-formed rows, refused ones included.</param>
/// <param name="Bad">Lines that could not be used.</param>
/// <param name="Missing">Empty values, by column in the order of the header.</param>
public sealed record InstacartFileSummary(string File, long Rows, long Bad, IReadOnlyDictionary<string, long> Missing);

/// <summary>A line that could not be used.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Reason">What was found and expected.</param>
public sealed record BadLine(string File, long Line, string Reason);

/// <summary>All lines that could not be used.</summary>
/// <param name="Total">Their number.</param>
/// <param name="ByReason">Their numbers by reason, without the values found.</param>
/// <param name="First">The first ones, at most <see cref="BadLines.Kept"/>.</param>
public sealed record BadLineSummary(long Total, IReadOnlyDictionary<string, long> ByReason, IReadOnlyList<BadLine> First);

/// <summary>A product that is bought often.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name; null where the products file lacks it.</param>
/// <param name="Purchases">Order lines.</param>
/// <param name="ReorderShare">Share of them that the user had bought before, 0 to 1.</param>
public sealed record PopularProduct(int ProductId, string? Name, long Purchases, double ReorderShare);

/// <summary>The combined table.</summary>
/// <param name="Rows">Order lines.</param>
/// <param name="WithUser">Lines whose user is known.</param>
/// <param name="WithProduct">Lines whose product is in the products file.</param>
/// <param name="Missing">Missing values by column.</param>
public sealed record CombinedSummary(long Rows, long WithUser, long WithProduct, IReadOnlyDictionary<string, long> Missing);

/// <summary>A random forest on <c>reordered</c>, judged on users it never saw; an order of an unknown user counts as a user of its own.</summary>
/// <param name="TrainRows">Order lines learnt from.</param>
/// <param name="TestRows">Order lines judged on.</param>
/// <param name="TrainUsers">Users among the former.</param>
/// <param name="TestUsers">Users among the latter; none of them is among the former.</param>
/// <param name="Accuracy">Share of right answers at a probability of one half.</param>
/// <param name="MajorityAccuracy">What always giving the more frequent answer would reach.</param>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="LogLoss">Mean negative log-likelihood.</param>
/// <param name="Classes">The classification report: both classes, their plain mean and their mean weighted by support.</param>
/// <param name="Confusion">Rows are the truth (first reorders, then new), columns the answer: <c>[[no-no, no-yes], [yes-no, yes-yes]]</c> with no first.</param>
/// <param name="Importance">Share of the splits' gain by feature, the greatest first.</param>
/// <param name="Trees">Number of trees.</param>
/// <param name="Seed">Seed of split, samples and forest.</param>
public sealed record ReorderReport(
    int TrainRows,
    int TestRows,
    int TrainUsers,
    int TestUsers,
    double Accuracy,
    double MajorityAccuracy,
    double Auc,
    double LogLoss,
    IReadOnlyList<ClassLine> Classes,
    long[][] Confusion,
    IReadOnlyDictionary<string, double> Importance,
    int Trees,
    long Seed);

/// <summary>A line of a classification report; a ratio without rows is 0.</summary>
/// <param name="Name">The class, or how classes are averaged.</param>
/// <param name="Precision">Share of the answers that were right.</param>
/// <param name="Recall">Share of the rows that were found.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Support">Rows.</param>
public sealed record ClassLine(string Name, double Precision, double Recall, double F1, long Support);

/// <summary>JSON of <see cref="InstacartReport"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InstacartReport))]
public sealed partial class InstacartJsonContext : JsonSerializerContext;
