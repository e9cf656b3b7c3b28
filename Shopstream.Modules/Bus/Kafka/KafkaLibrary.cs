using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Shopstream.Modules.Bus.Kafka;

/// <summary>
/// The native library librdkafka. Confluent.Kafka looks for it under names that its companion package has; here they are led to
/// the library that the system has installed. Thread-safe.
/// </summary>
internal static unsafe class KafkaLibrary
{
    /// <summary>Oldest version that knows cooperative rebalances and all that is asked of it here.</summary>
    private const int OldestVersion = 0x01_06_00_ff;

    private const int PurgeQueued = 1;
    private const int PurgeInFlight = 2;

    private static readonly Lock Gate = new();
    private static nint _library;
    private static delegate* unmanaged[Cdecl]<nint, int, int> _purge;

    /// <summary>Loads the library once for the process.</summary>
    /// <param name="file">The library's file, or null to look for it by name.</param>
    /// <exception cref="KafkaClientException">It is missing or too old; the message says what to install.</exception>
    public static void EnsureLoaded(string? file)
    {
        lock (Gate)
        {
            if (_library != 0) return;
            var library = Open(file, Platform(), name => NativeLibrary.TryLoad(name, typeof(KafkaLibrary).Assembly, searchPath: null, out var handle) ? handle : 0);
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => Resolve(name, library));
            Library.Load();
            if (Library.Version < OldestVersion)
                throw new KafkaClientException($"The Kafka client library librdkafka has version {Library.VersionString}, expected 1.6.0 or later. {Remedy(Platform())}");
            _purge = (delegate* unmanaged[Cdecl]<nint, int, int>)NativeLibrary.GetExport(library, "rd_kafka_purge");
            _library = library;
        }
    }

    /// <summary>Handle of the first library that can be opened.</summary>
    /// <exception cref="KafkaClientException">None can.</exception>
    public static nint Open(string? file, OSPlatform platform, Func<string, nint> open)
    {
        IReadOnlyList<string> candidates = file is null ? Candidates(platform) : [file];
        foreach (var candidate in candidates)
        {
            if (open(candidate) is var handle and not 0) return handle;
        }

        throw new KafkaClientException(file is null
            ? $"Bus:Provider is Kafka, but its client library librdkafka is not installed (looked for {string.Join(", ", candidates)}). {Remedy(platform)}"
            : $"Bus:Kafka:Library: the client library librdkafka cannot be loaded from {file}. {Remedy(platform)}");
    }

    /// <summary>Drops everything that a producer has not had acknowledged; its delivery reports say so.</summary>
    public static void Purge(IProducer<byte[]?, byte[]> producer)
    {
        var handle = (SafeHandle)NativeHandle(producer.Handle);
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            _ = _purge(handle.DangerousGetHandle(), PurgeQueued | PurgeInFlight);
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    private static nint Resolve(string name, nint library)
    {
        if (name.Contains("librdkafka", StringComparison.Ordinal)) return library;
        return name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : 0;
    }

    private static IReadOnlyList<string> Candidates(OSPlatform platform)
    {
        if (platform == OSPlatform.Windows) return ["librdkafka.dll", "librdkafka"];
        return platform == OSPlatform.OSX
            ? ["librdkafka.1.dylib", "/opt/homebrew/lib/librdkafka.1.dylib", "/usr/local/lib/librdkafka.1.dylib", "/opt/local/lib/librdkafka.1.dylib", "librdkafka.dylib"]
            : ["librdkafka.so.1", "librdkafka.so"];
    }

    private static string Remedy(OSPlatform platform)
    {
        if (platform == OSPlatform.Windows) return "Reference the package librdkafka.redist, which brings it.";
        return platform == OSPlatform.OSX ? "Install it: brew install librdkafka" : "Install it: apt-get install librdkafka1 (Debian, Ubuntu), or your system's package of librdkafka.";
    }

    private static OSPlatform Platform()
    {
        if (OperatingSystem.IsWindows()) return OSPlatform.Windows;
        return OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;
    }

    // Confluent.Kafka 1.9.3 does not offer purging, and keeps the handle that it takes to itself.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object NativeHandle(Handle handle);
}
