using Shopstream.Modules.Archive;
using Shopstream.Tests.Support;

namespace Shopstream.Tests.Archive;

[TestFixture]
internal sealed class IdentityKeyTests
{
    [Test]
    public void Resolve_NothingConfigured_MakesAKeyOnceThatOnlyItsOwnerReads()
    {
        using var directory = new TempDirectory();
        var file = directory.File("identity.key");
        var made = IdentityKey.Resolve(null, () => file);
        made.Length.ShouldBe(32);
        IdentityKey.Resolve(null, () => file).ShouldBe(made);
        File.ReadAllBytes(file).ShouldBe(made);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var elsewhere = new TempDirectory();
        IdentityKey.Resolve(null, () => elsewhere.File("identity.key")).ShouldNotBe(made);
    }

    [Test]
    public void Resolve_Configured_DependsOnItAloneAndWritesNoFile()
    {
        using var directory = new TempDirectory();
        var file = directory.File("identity.key");
        IdentityKey.Resolve("a configured secret", () => file).ShouldBe(IdentityKey.Resolve("a configured secret", () => file));
        IdentityKey.Resolve("a configured secret", () => file).ShouldNotBe(IdentityKey.Resolve("another secret", () => file));
        File.Exists(file).ShouldBeFalse();
    }

    [TestCase(0)]
    [TestCase(31)]
    [TestCase(33)]
    public void Resolve_DamagedFile_ThrowsAndKeepsIt(int length)
    {
        using var directory = new TempDirectory();
        var file = directory.File("identity.key");
        File.WriteAllBytes(file, new byte[length]);
        var message = Should.Throw<InvalidDataException>(() => IdentityKey.Resolve(null, () => file)).Message;
        message.ShouldContain(file);
        message.ShouldContain($"{length} bytes");
        new FileInfo(file).Length.ShouldBe(length);
    }
}
