using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Shopstream.Modules.Bus.Kafka;
using Shopstream.Modules.Ingest.Importing;
using Shopstream.Modules.Ml.Privacy;
using Shopstream.Modules.Sqlite;
using Shopstream.Modules.Stores.Mongo;

namespace Shopstream.Host;

/// <summary>Turns the failures a user can mend into one clear message; all others keep their stack trace.</summary>
internal static class StartFailure
{
    /// <summary>What to tell the user, or null when the failure is not one of those.</summary>
    public static string? Explain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case ConfigurationException or SqliteFileException or DataDirectoryInUseException or ImportFormatException:
                case KafkaClientException or MongoSetupException or PrivacyBudgetException:
                    return e.Message;
                case IOException when e.InnerException is AddressInUseException:
                    return $"{e.Message} Choose another one with --urls=http://127.0.0.1:PORT.";
                case OptionsValidationException validation:
                    return string.Join(Environment.NewLine, validation.Failures);
                case InvalidOperationException when e.StackTrace?.Contains("ConfigurationBinder", StringComparison.Ordinal) == true
                    || e.Message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal)
                    || e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal):
                    return $"The configuration cannot be read: {e.Message}";
            }
        }

        return exception switch
        {
            // The parameter is a matter of the code, not of the user.
            ArgumentException { ParamName: { } name } => exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
            IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException => exception.Message,
            _ => null,
        };
    }
}
