using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Shopstream.Modules.Sqlite;

namespace Shopstream.Modules.Stores.Sqlite;

/// <summary>
/// Collections of documents in one database file, a table each. Writes go through the file's one writer and share its
/// commits; readings run beside it. Thread-safe.
/// </summary>
internal sealed class SqliteCollections(SqliteFile file, SqliteWriter writer, SqliteReaders readers)
{
    private const int ChunkDocuments = 512;
    private const int ChunkBytes = 4 << 20;
    private readonly ConcurrentDictionary<string, SqliteCollection> _collections = new(StringComparer.Ordinal);

    /// <summary>As <see cref="IDocumentStore.EnsureCollectionAsync"/>; fields and indexes that the definition gained are added.</summary>
    public async ValueTask EnsureAsync(CollectionDefinition definition, CancellationToken cancellationToken)
    {
        var collection = new SqliteCollection(definition);
        await writer.WriteAsync((connection, _) => SqliteCollectionSchema.Apply(connection, file, collection), cancellationToken);
        _collections[definition.Name] = collection;
    }

    /// <summary>As <see cref="IDocumentStore.UpsertAsync"/>.</summary>
    public ValueTask UpsertAsync(string name, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        var collection = Collection(name);
        if (documents.Count == 0) return ValueTask.CompletedTask;
        return writer.WriteAsync((_, statements) => collection.Upsert(statements, documents), cancellationToken);
    }

    /// <summary>As <see cref="IDocumentStore.TryReplaceAsync"/>.</summary>
    public async ValueTask<bool> TryReplaceAsync(string name, Document document, string field, long? expected, CancellationToken cancellationToken)
    {
        var collection = Collection(name);
        var sql = $"SELECT \"{collection.Field(field).Name}\" FROM \"{collection.Name}\" WHERE _id = ?1";
        var isWritten = false;
        await writer.WriteAsync(
            (_, statements) =>
            {
                var statement = statements[sql];
                statement.Bind(1, document.Id);
                long? found = statement.Step() ? statement.Int64(0) : null;
                statement.Reset();
                isWritten = found == expected;
                if (isWritten) collection.Upsert(statements, [document]);
            },
            cancellationToken);
        return isWritten;
    }

    /// <summary>As <see cref="IDocumentStore.GetAsync"/>.</summary>
    public ValueTask<Document?> GetAsync(string name, string id, CancellationToken cancellationToken)
    {
        var sql = $"SELECT _body FROM \"{Collection(name).Name}\" WHERE _id = ?1";
        return readers.ReadAsync<Document?>(
            statements =>
            {
                var statement = statements[sql];
                statement.Bind(1, id);
                return statement.Step() ? new Document(id, statement.Bytes(0).ToArray(), []) : null;
            },
            cancellationToken);
    }

    /// <summary>As <see cref="IDocumentStore.CountAsync"/>.</summary>
    public async ValueTask<long> CountAsync(string name, DocumentQuery query, CancellationToken cancellationToken)
    {
        var select = new DocumentSelect(Collection(name), query);
        return await readers.ReadInBackgroundAsync(
            statements =>
            {
                var statement = select.Bind(statements[select.CountSql]);
                statement.Step();
                return statement.Int64(0);
            },
            cancellationToken);
    }

    /// <summary>As <see cref="IDocumentStore.DeleteAsync"/>.</summary>
    public async ValueTask<long> DeleteAsync(string name, DocumentQuery query, CancellationToken cancellationToken)
    {
        var select = new DocumentSelect(Collection(name), query);
        var deleted = 0L;
        await writer.WriteAsync(
            (connection, statements) =>
            {
                select.Bind(statements[select.DeleteSql]).Run();
                deleted = SQLitePCL.raw.sqlite3_changes(connection.Handle);
            },
            cancellationToken);
        return deleted;
    }

    /// <summary>Removes documents by id.</summary>
    public ValueTask DeleteAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var sql = $"DELETE FROM \"{Collection(name).Name}\" WHERE _id = ?1";
        if (ids.Count == 0) return ValueTask.CompletedTask;
        return writer.WriteAsync(
            (_, statements) =>
            {
                var statement = statements[sql];
                foreach (var id in ids)
                {
                    statement.Bind(1, id);
                    statement.Run();
                }
            },
            cancellationToken);
    }

    /// <summary>
    /// As <see cref="IDocumentStore.FindAsync"/>: first finds what matches, then fetches it in chunks, so that a slow
    /// caller does not hold a snapshot. What is changed in between and no longer matches is left out.
    /// </summary>
    public async IAsyncEnumerable<Document> FindAsync(
        string name, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var select = new DocumentSelect(Collection(name), query);
        var cursor = new Cursor(select);
        while (!cursor.IsAtEnd)
        {
            var chunk = await readers.ReadInBackgroundAsync(cursor.NextChunk, cancellationToken);
            foreach (var document in chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return document;
            }
        }
    }

    /// <summary>The collection of that name.</summary>
    /// <exception cref="ArgumentException">It has not been ensured.</exception>
    private SqliteCollection Collection(string name) =>
        _collections.TryGetValue(name, out var collection)
            ? collection
            : throw new ArgumentException($"{file.Path} ({file.Purpose}) has no collection \"{name}\"; ensure it first", nameof(name));

    private sealed class Cursor(DocumentSelect select)
    {
        private List<long>? _found;
        private int _next;
        private long _after = long.MinValue;
        private long _left = select.Limit ?? long.MaxValue;

        public bool IsAtEnd { get; private set; }

        public List<Document> NextChunk(SqliteStatements statements) => select.IsAll ? NextPage(statements) : NextFound(statements);

        private List<Document> NextPage(SqliteStatements statements)
        {
            var statement = statements[select.PageSql];
            var wanted = Math.Min(ChunkDocuments, _left);
            statement.Bind(1, _after);
            statement.Bind(2, wanted);
            var chunk = new List<Document>();
            var bytes = 0;
            var isWhole = true;
            while (statement.Step())
            {
                chunk.Add(Read(statement, ref bytes));
                _after = statement.Int64(2);
                if (bytes < ChunkBytes) continue;
                isWhole = false;
                break;
            }

            _left -= chunk.Count;
            IsAtEnd = _left == 0 || (isWhole && chunk.Count < wanted);
            return chunk;
        }

        private List<Document> NextFound(SqliteStatements statements)
        {
            _found ??= Find(statements);
            var statement = select.Bind(statements[select.FetchSql]);
            var chunk = new List<Document>();
            var bytes = 0;
            while (_next < _found.Count && chunk.Count < ChunkDocuments && bytes < ChunkBytes)
            {
                // The values of the conditions stay bound.
                statement.Rewind();
                statement.Bind(select.SeqParameter, _found[_next++]);
                if (statement.Step()) chunk.Add(Read(statement, ref bytes));
            }

            IsAtEnd = _next == _found.Count;
            return chunk;
        }

        private List<long> Find(SqliteStatements statements)
        {
            var statement = select.Bind(statements[select.SeqSql]);
            var found = new List<long>();
            while (statement.Step()) found.Add(statement.Int64(0));
            statement.Reset();
            return found;
        }

        private static Document Read(SqliteStatement statement, ref int bytes)
        {
            var body = statement.Bytes(1).ToArray();
            bytes += body.Length;
            return new Document(statement.Text(0), body, []);
        }
    }
}
