using System.CommandLine;
using Shopstream.Modules.Ml.Purchase;

namespace Shopstream.Host.Commands.Purchase;

/// <summary>The options of <c>train purchase</c>, and how they become a request.</summary>
internal sealed class TrainOptions
{
    private readonly Option<FileInfo?> _data = new("--data") { Description = "Table: CSV with a header, or session documents as .jsonl (as simulate --out writes them); .gz as it is." };
    private readonly Option<bool> _documents = new("--documents") { Description = "Train on the archived sessions of the data directory." };
    private readonly Option<DateTimeOffset?> _from = new("--from") { Description = "With --documents: sessions from this time on." };
    private readonly Option<DateTimeOffset?> _to = new("--to") { Description = "With --documents: sessions before this time." };
    private readonly Option<string?> _target = new("--target") { Description = $"Column to predict; {PurchaseFeatures.Target} for sessions." };
    private readonly Option<string?> _positive = new("--positive") { Description = "Level of the target that counts as yes, where it is neither true/false nor 0/1." };
    private readonly Option<string> _model = new("--model") { Description = "Kind of model.", DefaultValueFactory = _ => "all" };
    private readonly Option<int> _folds = new("--folds")
    {
        Description = "Folds of the evaluation, stratified by the target; 1 holds out a fifth once, 0 trains without evaluation.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string?> _group = new("--group")
    {
        Description = $"Column whose equal values (a user's rows) stay in one fold; {PurchaseFeatures.User} for sessions. With --epsilon, what is protected.",
    };

    private readonly Option<string[]> _exclude = List("--exclude", "Columns that are no features.");
    private readonly Option<string[]> _category = List("--category", "Columns of codes that are categories although they look like numbers.");
    private readonly Option<string[]> _force = new("--force")
    {
        Description = "Columns to use although they are known only after checkout; all such columns when none is named.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _epsilon = new("--epsilon") { Description = "Train with differential privacy at this ε; several (0.5,1,3) give a curve beside training without." };
    private readonly Option<double> _delta = new("--delta") { Description = "δ of --epsilon.", DefaultValueFactory = _ => 1e-5 };
    private readonly Option<string[]> _range = List("--range", "Known range of a column, COLUMN=LOW:HIGH or COLUMN=LOW:HIGH:log; without, a part of ε is spent to find it.");
    private readonly Option<string[]> _levels = List("--levels", "Known values of a column, COLUMN=A|B|C; without, a part of ε is spent to find them.");
    private readonly Option<FileInfo?> _ledger = new("--ledger") { Description = "Privacy ledger that pays for each training with --epsilon; made with --budget where it is not there yet." };
    private readonly Option<double> _budget = new("--budget") { Description = "ε of a new ledger.", DefaultValueFactory = _ => 10 };
    private readonly Option<string> _threshold = new("--threshold")
    {
        Description = "What the threshold of the yes answer is chosen for, on training rows.",
        DefaultValueFactory = _ => "f1",
    };

    private readonly Option<long> _seed = new("--seed") { Description = "Seed of the random numbers.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _separator = SeparatorOption();
    private readonly Option<FileInfo?> _oracle = new("--oracle") { Description = "With simulated sessions: the file of simulate --truth; prints beside the models the best that is possible." };
    private readonly Option<FileInfo?> _predictions = new("--predictions") { Description = "Write the probability of each row, by the model that did not see it, to this CSV file." };
    private readonly Option<FileInfo?> _export = new("--export") { Description = "Train on all rows and save the model to this file; of several the one with the greatest AUC." };
    private readonly Option<FileInfo?> _json = CommandOptions.Json();

    public TrainOptions()
    {
        _model.AcceptOnlyFromAmong("forest", "boosted", "network", "all");
        _threshold.AcceptOnlyFromAmong("f1", "accuracy", "half");
    }

    public IEnumerable<Option> All =>
    [
        _data, _documents, _from, _to, _target, _positive, _model, _folds, _group, _exclude, _category, _force, _epsilon, _delta, _range, _levels, _ledger,
        _budget, _threshold, _seed, _separator, _oracle, _predictions, _export, _json,
    ];

    public static Option<string> SeparatorOption() => new("--separator") { Description = "Separator of the CSV file; tab for a tabulator.", DefaultValueFactory = _ => "," };

    public static char Separator(string? text) => text switch
    {
        "tab" => '\t',
        { Length: 1 } => text[0],
        _ => throw new ConfigurationException($"--separator: found {text}, expected one character, or tab."),
    };

    public TrainRequest Read(ParseResult parsed)
    {
        var source = new PurchaseSource(
            parsed.GetValue(_data), parsed.GetValue(_documents), parsed.GetValue(_from), parsed.GetValue(_to),
            Separator(parsed.GetValue(_separator)), parsed.GetValue(_category) ?? []);
        var target = parsed.GetValue(_target) ?? (source.IsSessions ? PurchaseFeatures.Target : throw new ConfigurationException("--target: found none, expected the column to predict."));
        var folds = parsed.GetValue(_folds);
        if (folds is < 0 or > 1000) throw new ConfigurationException($"--folds: found {folds}, expected 0 to 1,000.");
        var force = Set(parsed.GetValue(_force));
        IReadOnlyList<PurchaseModelKind> kinds = parsed.GetValue(_model) == "all"
            ? [PurchaseModelKind.Forest, PurchaseModelKind.Boosted, PurchaseModelKind.Network]
            : [Enum.Parse<PurchaseModelKind>(parsed.GetValue(_model)!, ignoreCase: true)];
        var request = new TrainRequest
        {
            Source = source,
            Options = new PurchaseOptions
            {
                Target = target,
                PositiveLevel = parsed.GetValue(_positive),
                Group = parsed.GetValue(_group) ?? (source.IsSessions ? PurchaseFeatures.User : null),
                Exclude = source.IsSessions ? new HashSet<string>([.. Set(parsed.GetValue(_exclude)), .. PurchaseFeatures.Keys], StringComparer.Ordinal) : Set(parsed.GetValue(_exclude)),
                Force = force,
                Seed = parsed.GetValue(_seed),
                Threshold = Enum.Parse<ThresholdRule>(parsed.GetValue(_threshold)!, ignoreCase: true),
            },
            ForceAll = parsed.GetResult(_force) is { Implicit: false } && force.Count == 0,
            Kinds = kinds,
            Folds = folds,
            Privacy = PrivacyArguments.Read(
                parsed.GetValue(_epsilon), parsed.GetValue(_delta), parsed.GetValue(_range) ?? [], parsed.GetValue(_levels) ?? [], source.IsSessions),
            Ledger = parsed.GetValue(_ledger),
            Budget = parsed.GetValue(_budget),
            Oracle = parsed.GetValue(_oracle),
            Predictions = parsed.GetValue(_predictions),
            Export = parsed.GetValue(_export),
            Json = parsed.GetValue(_json),
        };
        Check(request);
        return request;
    }

    private static void Check(TrainRequest request)
    {
        if (request.Export is not null && request.Privacy.Count > 1) throw new ConfigurationException($"--export: found {request.Privacy.Count} values of --epsilon, expected one.");
        if (request.Folds > 0) return;
        if (request.Export is null) throw new ConfigurationException("--folds: found 0 without --export, expected one of them: there would be no result.");
        if (request.Kinds.Count > 1) throw new ConfigurationException("--model: found all with --folds 0, expected one kind: nothing would say which is the best.");
        if (request.Predictions is not null) throw new ConfigurationException("--predictions: found with --folds 0, expected folds: there would be no model that did not see the rows.");
    }

    private static HashSet<string> Set(string[]? values) => new(values ?? [], StringComparer.Ordinal);

    private static Option<string[]> List(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
