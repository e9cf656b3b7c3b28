using System.Text;
using Shopstream.Modules.Ml.Explanations;
using Shopstream.Modules.Ml.Models;
using Shopstream.Modules.Ml.Tables;
using Shopstream.Modules.Stores;

namespace Shopstream.Tests.Ml.Models;

/// <summary>A model that a test can reckon with: the log-odds of rain are a number of its file plus the humidity, plus 1 in the west.</summary>
internal sealed class WeatherFamily(Func<ColumnTable> recent) : IModelFamily
{
    public string Name => "weather";

    public string Description => "Whether it rains.";

    public IReadOnlySet<string> CalendarColumns { get; } = new HashSet<string>(StringComparer.Ordinal) { "hour" };

    public static byte[] File(int offset) => Encoding.UTF8.GetBytes($"{offset}");

    public static ColumnTable Table(params (double Humidity, string Wind)[] rows) => ColumnTable.FromRows(
        rows.Select((r, i) => new Dictionary<string, object?>(StringComparer.Ordinal) { ["humidity"] = r.Humidity, ["wind"] = r.Wind, ["hour"] = (double)i }), Weather.Options);

    public IServedModel Load(ModelVersion version, byte[] bytes) => new Weather(int.Parse(Encoding.UTF8.GetString(bytes)));

    public Task<RecentRows> ReadRecentAsync(IServedModel model, IDocumentStore documents, DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        Task.FromResult(new RecentRows(recent(), 1000, 2000));

    private sealed class Weather(int offset) : IServedModel
    {
        public static TableOptions Options { get; } = new()
        {
            Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["humidity"] = ColumnKind.Number, ["wind"] = ColumnKind.Category, ["hour"] = ColumnKind.Number },
        };

        public float Threshold => 0.5f;

        public string Scale => "log-odds";

        public IReadOnlyList<string> Columns { get; } = ["humidity", "wind", "hour"];

        public TableOptions Input => Options;

        public float[] Predict(ColumnTable rows) => [.. Enumerable.Range(0, rows.Rows).Select(r => (float)(1 / (1 + Math.Exp(-offset - Humidity(rows, r) - West(rows, r)))))];

        public ShapValues Explain(ColumnTable rows, CancellationToken cancellationToken) => new(Columns, offset,
        [
            [.. Enumerable.Range(0, rows.Rows).Select(r => (float)Humidity(rows, r))],
            [.. Enumerable.Range(0, rows.Rows).Select(r => (float)West(rows, r))],
            new float[rows.Rows],
        ]);

        private static double Humidity(ColumnTable rows, int row) => double.IsNaN(rows["humidity"].Number(row)) ? 0 : rows["humidity"].Number(row);

        private static double West(ColumnTable rows, int row) => rows["wind"].Text(row) == "west" ? 1 : 0;
    }
}
