using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Shopstream.Modules.Stores.Mongo.Interop;

/// <summary>
/// Takes the warnings of the driver, which would go to standard error otherwise. There is one for the process: what is logged
/// goes to the logger set last.
/// </summary>
internal static unsafe class MongoDriverLog
{
    private const int Warning = 2;
    private const string UnknownOption = "Unsupported URI option";
    private static volatile ILogger s_logger = NullLogger.Instance;

    [ThreadStatic]
    private static bool s_isParsing;

    /// <summary>Where warnings go.</summary>
    public static ILogger Logger
    {
        set => s_logger = value;
    }

    /// <summary>
    /// While a connection string is parsed on this thread, the driver's warnings may quote it: only those about an unknown
    /// option pass.
    /// </summary>
    public static bool IsParsing
    {
        set => s_isParsing = value;
    }

    /// <summary>Takes the driver's messages from now on.</summary>
    public static void Attach() => Libmongoc.SetLogHandler(&Receive, userData: null);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Receive(int level, byte* domain, byte* message, void* userData)
    {
        // Called from native code, where no exception may go.
        try
        {
            if (level > Warning) return;
            var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message)).TrimEnd();
            if (s_isParsing && !text.StartsWith(UnknownOption, StringComparison.Ordinal)) return;
            MongoLog.DriverWarning(s_logger, text);
        }
        catch (Exception)
        {
            // The logger failed; there is nowhere left to say so.
        }
    }
}
