using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>
/// The official C driver of MongoDB, a library of the operating system: found, checked and started once a process. It is never
/// stopped, since its threads may outlive every user of it.
/// </summary>
internal static class MongoLibrary
{
    /// <summary>The driver, as the imports name it.</summary>
    public const string DriverName = "mongoc-1.0";

    /// <summary>Its BSON library, as the imports name it.</summary>
    public const string BsonName = "bson-1.0";

    private const int Major = 1;
    private const int Minor = 21;

    private static readonly Lock Gate = new();
    private static nint s_driver;
    private static nint s_bson;

    /// <summary>Makes the driver ready. Thread-safe; does nothing when it is.</summary>
    /// <exception cref="MongoSetupException">It is not installed, or too old.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (s_driver != 0) return;
            var bson = Open(FileNames(BsonName));
            var driver = Open(FileNames(DriverName));
            if (s_bson == 0)
            {
                // The imports have one name for all systems; an event, since an assembly can have only one resolver of its own.
                var context = AssemblyLoadContext.GetLoadContext(Assembly.GetExecutingAssembly()) ?? AssemblyLoadContext.Default;
                context.ResolvingUnmanagedDll += (_, name) => name switch { DriverName => driver, BsonName => bson, _ => 0 };
            }

            s_bson = bson;
            CheckVersion();
            MongoDriverLog.Attach();
            Libmongoc.Init();
            s_driver = driver;
        }
    }

    /// <summary>Opens the first library that is there.</summary>
    /// <exception cref="MongoSetupException">None is.</exception>
    internal static nint Open(IReadOnlyList<string> fileNames)
    {
        foreach (var name in fileNames)
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        throw new MongoSetupException(
            $"Documents:Provider is Mongo, but MongoDB's C driver ({fileNames[0]}) is not installed. {Install} "
            + "Or choose Documents:Provider=Sqlite, which needs nothing.");
    }

    private static string Install =>
        OperatingSystem.IsMacOS() ? "Install it with: brew install mongo-c-driver@1 (a version 1.x; 2.x has another interface)."
        : OperatingSystem.IsWindows() ? "Install it with: vcpkg install mongo-c-driver (a version 1.x), and put the folder of its DLLs on the PATH."
        : "Install it with: apt-get install libmongoc-1.0-0 (Debian, Ubuntu), or the package of mongo-c-driver 1.x of your system.";

    private static List<string> FileNames(string name)
    {
        if (OperatingSystem.IsWindows()) return [$"{name}.dll", $"lib{name}.dll"];
        if (!OperatingSystem.IsMacOS()) return [$"lib{name}.so.0", $"lib{name}.so"];
        var names = new List<string>();
        foreach (var folder in (string[])["", "/opt/homebrew/lib/", "/opt/homebrew/opt/mongo-c-driver@1/lib/", "/usr/local/lib/", "/usr/local/opt/mongo-c-driver@1/lib/"])
            names.AddRange([$"{folder}lib{name}.0.dylib", $"{folder}lib{name}.dylib"]);
        return names;
    }

    private static unsafe void CheckVersion()
    {
        if (Libmongoc.CheckVersion(Major, Minor, 0)) return;
        var found = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)Libmongoc.GetVersion()));
        throw new MongoSetupException($"MongoDB's C driver is version {found}, expected {Major}.{Minor} or a later 1.x. {Install}");
    }
}
