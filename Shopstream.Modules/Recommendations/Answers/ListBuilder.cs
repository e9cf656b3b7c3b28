using System.Runtime.InteropServices;
using Shopstream.Modules.Recommendations.Catalogue;
using Shopstream.Modules.Recommendations.Profiles;

namespace Shopstream.Modules.Recommendations.Answers;

/// <summary>A product that could stand in an answer.</summary>
/// <param name="Number">Catalogue number.</param>
/// <param name="Score">Relevance after rules.</param>
/// <param name="Candidate">Its place in the candidates; -1 when it came by a fallback.</param>
/// <param name="Source">Fallback that it came by.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Choice(int Number, float Score, int Candidate, Source? Source);

/// <summary>
/// Puts an answer together from choices, one place after another: relevance, less what is alike to what stands there already
/// (maximal marginal relevance, Carbonell and Goldstein, SIGIR 1998), less what moves the shares of popular and rare products away
/// from those of the visitor's own history (Steck, "Calibrated Recommendations", RecSys 2018, eq. 6).
/// </summary>
internal ref struct ListBuilder
{
    private const double Prior = 5;
    private const int Groups = 3;
    private readonly ShopView _view;
    private readonly RecommendationsOptions _options;
    private readonly Span<double> _wanted;
    private readonly Span<double> _given;
    private int _placed;

    /// <summary>Prepares a list for a visitor.</summary>
    /// <param name="view">The shop.</param>
    /// <param name="profile">The visitor.</param>
    /// <param name="options">Weights of diversity and calibration.</param>
    /// <param name="space">Six numbers of scratch space.</param>
    public ListBuilder(ShopView view, VisitorProfile profile, RecommendationsOptions options, Span<double> space)
    {
        (_view, _options) = (view, options);
        _wanted = space[..Groups];
        _given = space.Slice(Groups, Groups);
        space[..(2 * Groups)].Clear();
        var sum = 0.0;
        for (var i = 0; i < profile.Items.Length; i++)
        {
            if (GroupOf(profile.Items[i]) is not (>= 0 and var group)) continue;
            _wanted[group] += profile.Weights[i];
            sum += profile.Weights[i];
        }

        for (var group = 0; group < Groups; group++) _wanted[group] = sum > 0 ? _wanted[group] / sum : 0;
        IsCalibrated = sum > 0 && options.Calibration > 0;
    }

    private bool IsCalibrated { get; }

    /// <summary>Orders choices; the first <paramref name="count"/> are those of the answer.</summary>
    /// <param name="choices">By descending score.</param>
    /// <param name="count">Places.</param>
    public void Order(Span<Choice> choices, int count)
    {
        if (choices.Length == 0 || (_options.Diversity == 0 && !IsCalibrated)) return;
        var most = Math.Max(1e-12f, choices[0].Score);
        Span<float> alike = choices.Length <= 512 ? stackalloc float[choices.Length] : new float[choices.Length];
        alike.Clear();
        Span<double> distance = stackalloc double[Groups];
        for (var place = 0; place < Math.Min(count, choices.Length); place++)
        {
            if (IsCalibrated) Distances(distance);
            var (best, value) = (place, double.NegativeInfinity);
            for (var i = place; i < choices.Length; i++)
            {
                var relevance = (1 - _options.Diversity - (IsCalibrated ? _options.Calibration : 0)) * choices[i].Score / most;
                var gain = relevance - (_options.Diversity * alike[i]);
                if (IsCalibrated && GroupOf(choices[i].Number) is >= 0 and var group) gain -= _options.Calibration * distance[group];
                if (gain > value) (best, value) = (i, gain);
            }

            // What was passed over keeps its order.
            var (chosen, likeness) = (choices[best], alike[best]);
            choices[place..best].CopyTo(choices[(place + 1)..]);
            alike[place..best].CopyTo(alike[(place + 1)..]);
            (choices[place], alike[place]) = (chosen, likeness);
            if (GroupOf(chosen.Number) is >= 0 and var own) _given[own]++;
            _placed++;
            var product = _view.Catalogue[chosen.Number];
            for (var i = place + 1; i < choices.Length; i++) alike[i] = Math.Max(alike[i], Likeness(product, _view.Catalogue[choices[i].Number]));
        }
    }

    private readonly int GroupOf(int number) => _view.Model?.ItemOf(number) is >= 0 and var item ? _view.Model.PopularityGroup[item] : -1;

    /// <summary>Kullback–Leibler divergence of the list's shares from the visitor's, were one more of each group placed.</summary>
    private readonly void Distances(Span<double> distance)
    {
        for (var added = 0; added < Groups; added++)
        {
            var sum = 0.0;
            for (var group = 0; group < Groups; group++)
            {
                if (_wanted[group] == 0) continue;
                // As if so many places had the wanted shares already: one place says little about shares.
                var share = (_given[group] + (group == added ? 1 : 0) + (Prior * _wanted[group])) / (_placed + 1 + Prior);
                sum += _wanted[group] * Math.Log(_wanted[group] / share);
            }

            distance[added] = sum;
        }
    }

    private static float Likeness(CatalogueProduct? a, CatalogueProduct? b)
    {
        if (a is null || b is null) return 0;
        var alike = 0f;
        if (a.Category is { } category && category == b.Category) alike += 0.5f;
        if (a.Brand is { } brand && brand == b.Brand) alike += 0.3f;
        if (a.Price is { } price && b.Price is { } other && Math.Min(price, other) > 0.8 * Math.Max(price, other)) alike += 0.2f;
        return alike;
    }
}
