using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Host;

/// <summary>A user through the whole pipeline and out of it again.</summary>
[TestFixture, CancelAfter(90_000)]
internal sealed class ForgetUserTests
{
    private CollectShop _shop = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await CollectShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _shop.DisposeAsync();

    [TestCase("forget-me-7")]
    [TestCase("o'brien \"ob\" <ö>")]
    public async Task Delete_UserWithData_LeavesNothingUnderTheId(string user)
    {
        var day = _shop.NewDay();
        await SendAsync(user, day, 0);
        await SendAsync("stays", day, 1);
        await _shop.CollectAsync("/collect/interactions", Interaction(user, day, 3, "stare"));
        await _shop.ReachesAsync(day, t => t.GetProperty("sessions").GetInt64() >= 4, "two users' sessions");
        await Eventually.BecomesTrueAsync(() => Tables(user).IsSupersetOf(["sessions", "interactions", "rejected_records", "session_summary", "_windows"]), $"the user in every store, found in {string.Join(", ", Tables(user))}");
        await RunAsync("segments", user);
        var others = Tables("stays");

        var answer = await ForgetAsync(user);

        Tables(user).ShouldBeEmpty();
        Tables("stays").ShouldBe(others, ignoreOrder: true);
        var removed = answer.GetProperty("removed").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
        (removed["sessions"], removed["interactions"], removed["rejected_records"], removed["session_summary"], removed["customer_days"]).ShouldBe((1, 1, 1, 2, 1));
        removed["user_activity"].ShouldBe(6, "a row in each size of window, of sessions and of interactions");
        answer.GetProperty("remaining").EnumerateArray().Select(r => r.GetProperty("what").GetString()).ShouldContain("records on the bus");
        answer.GetProperty("remaining").EnumerateArray().ShouldAllBe(r => r.GetProperty("why").GetString()!.Length > 0 && r.GetProperty("goneBy").GetString()!.Length > 0);

        // The windows of that day are still open and written again, without the user; what he did then is not stored again either.
        await _shop.CollectAsync("/collect/interactions", $"{Interaction(user, day, 5, "like")}\n{Interaction("stays", day, 5, "like")}");
        await _shop.ReachesAsync(day, t => t.GetProperty("events").GetProperty("like").GetInt64() == 2, "later records of the same windows");
        await Eventually.BecomesTrueAsync(() => Count("interactions", "stays") == 2, "the other user's record");
        Tables(user).ShouldBeEmpty();

        // From now on it is a new user.
        await _shop.CollectAsync("/collect/interactions", $"{{\"user_id\":{JsonSerializer.Serialize(user)},\"product_id\":\"1\",\"event_type\":\"view\"}}");
        await Eventually.BecomesTrueAsync(() => Tables(user).Contains("interactions"), "the user who came back");
        (await ForgetAsync(user)).GetProperty("removed").GetProperty("interactions").GetInt64().ShouldBe(1);
        await ForgetAsync(user);
        await _shop.App.Services.GetRequiredService<Modules.Stores.IDocumentStore>().DeleteAsync("interactions", Modules.Stores.DocumentQuery.All, default);
        await _shop.App.Services.GetRequiredService<Modules.Stores.IDocumentStore>().DeleteAsync("sessions", Modules.Stores.DocumentQuery.All, default);
    }

    [Test]
    public async Task Delete_UnknownUser_RemovesNothing()
    {
        var answer = await ForgetAsync("nobody-at-all");
        answer.GetProperty("removed").EnumerateObject().Sum(p => p.Value.GetInt64()).ShouldBe(0);
    }

    [TestCase("%20")]
    public async Task Delete_NoId_Is400(string id)
    {
        using var response = await _shop.Client.DeleteAsync($"/users/{id}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task SendAsync(string user, DateTimeOffset day, int number)
    {
        await _shop.CollectAsync("/collect/sessions", SampleSession.Json($"{day:yyMMdd}-{number}", user, day).ToJsonString());
        await _shop.CollectAsync("/collect/interactions", Interaction(user, day, number, "view"));
    }

    private async Task<JsonElement> ForgetAsync(string user)
    {
        using var response = await _shop.Client.DeleteAsync($"/users/{Uri.EscapeDataString(user)}");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task RunAsync(string job, string user)
    {
        using var started = await _shop.Client.PostAsync($"/jobs/{job}/run", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        started.IsSuccessStatusCode.ShouldBeTrue(await started.Content.ReadAsStringAsync());
        await Eventually.BecomesTrueAsync(() => Tables(user).Contains("customer_days"), $"job {job}");
    }

    private static string Interaction(string user, DateTimeOffset day, int minute, string type) => JsonSerializer.Serialize(new
    {
        user_id = user, product_id = "1", event_type = type, event_time = day.AddMinutes(minute), session_id = $"{user.Length}-{day:yyMMdd}",
    });

    /// <summary>Tables of documents and index with a value that holds the text, as it is or as JSON; state of running streams left out.</summary>
    private HashSet<string> Tables(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in (string[])["documents.db", "index.db"])
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(_shop.DataPath, file)};Mode=ReadOnly;Pooling=false");
            connection.Open();
            foreach (var table in Strings(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%checkpoint%'"))
            {
                var columns = Strings(connection, $"SELECT name FROM pragma_table_info('{table}')");
                foreach (var form in Forms(text))
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = $"SELECT EXISTS(SELECT 1 FROM \"{table}\" WHERE {string.Join(" OR ", columns.Select(c => $"instr(CAST(\"{c}\" AS TEXT), $text) > 0"))})";
                    command.Parameters.AddWithValue("$text", form);
                    if ((long)command.ExecuteScalar()! == 1) found.Add(table);
                }
            }
        }

        return found;
    }

    private long Count(string table, string user)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_shop.DataPath, "documents.db")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM \"{table}\" WHERE userId = $user";
        command.Parameters.AddWithValue("$user", user);
        return (long)command.ExecuteScalar()!;
    }

    private static HashSet<string> Forms(string text)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal) { text };
        for (var depth = 0; depth < 2; depth++)
            foreach (var form in forms.ToList())
                foreach (var encoder in (JavaScriptEncoder[])[JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping]) forms.Add(JsonEncodedText.Encode(form, encoder).ToString());
        return forms;
    }

    private static List<string> Strings(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read()) values.Add(reader.GetString(0));
        return values;
    }
}
