using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Shopstream.Modules.Ml.Sentiment;
using Shopstream.Modules.Streaming;

namespace Shopstream.Modules.StreamAnalytics;

/// <summary>
/// The sentiment model that scores the reviews of one partition. A new version begins at a checkpoint, which names it, so that
/// records behind a checkpoint are scored in a replay as they were the first time.
/// </summary>
/// <param name="models">The versions; null where there are none, and the built-in model scores.</param>
internal sealed class ReviewScoring(SentimentModels? models)
{
    private const string Slot = "sentiment";
    private int _named;

    /// <summary>The version that scores.</summary>
    public SentimentVersion Version { get; private set; } = SentimentVersion.BuiltIn;

    /// <summary>Takes the version of the checkpoint.</summary>
    public async ValueTask RestoreAsync(StateReader state, CancellationToken cancellationToken)
    {
        if (models is null || !state.TryGet(Slot, out var text) || !Utf8Parser.TryParse(text.Span, out _named, out _)) return;
        Version = await models.GetAsync(_named, cancellationToken);
    }

    /// <summary>Takes the current version, and names it in the checkpoint.</summary>
    public async ValueTask SnapshotAsync(StateWriter state, CancellationToken cancellationToken)
    {
        if (models is null) return;
        Version = await models.CurrentAsync(cancellationToken);
        if (Version.Number == _named) return;
        _named = Version.Number;
        state.Put(Slot, Encoding.UTF8.GetBytes(_named.ToString(CultureInfo.InvariantCulture)));
    }
}
