using Shopstream.Modules.Archive;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores;
using Shopstream.Modules.Stores.Sqlite;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Archive;

[TestFixture, CancelAfter(30_000)]
internal sealed class IdentityKeyCheckTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)8, 32)];

    [Test]
    public async Task Run_SameKeyAgain_PassesAndAnotherKeyIsRefused(CancellationToken cancel)
    {
        using var directory = new TempDirectory();
        await using var documents = new SqliteDocumentStore(directory.File("documents.db"), FsyncPolicy.Never);
        await IdentityKeyCheck.RunAsync(documents, Key, cancel);
        await IdentityKeyCheck.RunAsync(documents, Key, cancel);

        var refused = await Should.ThrowAsync<InvalidOperationException>(async () => await IdentityKeyCheck.RunAsync(documents, Other, cancel));

        refused.Message.ShouldStartWith("Archive:IdentityKey: found a key with fingerprint ");
        await documents.DeleteAsync("archive_settings", ["identity-key"], cancel);
        await IdentityKeyCheck.RunAsync(documents, Other, cancel);
        (await documents.CountAsync("archive_settings", DocumentQuery.All, cancel)).ShouldBe(1);
    }
}
