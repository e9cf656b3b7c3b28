namespace Shopstream.Tests.Support.Mongo;

/// <summary>Writes that carry a number are done once: sent again, they get their first answer again. Thread-safe.</summary>
internal sealed class MongoTransactions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Number, BsonDoc Answer)> _sessions = new(StringComparer.Ordinal);

    public BsonDoc Once(BsonDoc command, Func<BsonDoc> write)
    {
        if (!command.Has("txnNumber")) return write();
        var session = command.Doc("lsid").ToString();
        var number = command.Long("txnNumber");
        lock (_gate)
        {
            if (_sessions.TryGetValue(session, out var last))
            {
                if (last.Number == number) return last.Answer;
                if (last.Number > number) throw new MongoRefusal(225, "TransactionTooOld", $"transaction {number} comes after {last.Number}");
            }
        }

        var answer = write();
        lock (_gate) _sessions[session] = (number, answer);
        return answer;
    }
}
