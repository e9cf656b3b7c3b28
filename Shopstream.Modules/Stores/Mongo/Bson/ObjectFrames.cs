using System.Runtime.InteropServices;
using System.Text;

namespace Shopstream.Modules.Stores.Mongo.Bson;

/// <summary>
/// The documents and arrays that are open while BSON is written, the innermost last. When a document closes, of fields with
/// the same name only the last one stays, which is the one that readers of JSON take. Not thread-safe.
/// </summary>
internal sealed class ObjectFrames(BsonWriter to)
{
    private readonly List<Frame> _frames = [];
    private readonly List<Field> _fields = [];
    private uint[] _hashes = new uint[64];

    /// <value>How many are open.</value>
    public int Depth => _frames.Count;

    /// <value>Whether the innermost is an array.</value>
    public bool IsInArray => _frames.Count > 0 && _frames[^1].IsArray;

    /// <summary>Forgets what was open when writing was given up.</summary>
    public void Clear()
    {
        _frames.Clear();
        _fields.Clear();
    }

    /// <summary>Goes into a document that was begun and will be ended elsewhere.</summary>
    public void Enter() => _frames.Add(new Frame(Start: -1, IsArray: false, _fields.Count));

    /// <summary>Opens one where the writer is.</summary>
    public void Open(bool isArray) => _frames.Add(new Frame(to.Begin(), isArray, isArray ? 0 : _fields.Count));

    /// <summary>The index of the next item of the innermost array.</summary>
    public int NextIndex()
    {
        ref var frame = ref CollectionsMarshal.AsSpan(_frames)[^1];
        return frame.Count++;
    }

    /// <summary>Notes a field of the innermost document.</summary>
    /// <param name="element">Where it begins.</param>
    /// <param name="key">Its key.</param>
    public void Note(int element, ReadOnlySpan<byte> key) => _fields.Add(new Field(element, key.Length, Hash(key)));

    /// <summary>Removes repeated fields of the innermost document, which stays open.</summary>
    public void RemoveRepeated()
    {
        var first = _frames[^1].Count;
        var fields = CollectionsMarshal.AsSpan(_fields)[first..];
        if (HasEqualHashes(fields))
        {
            var last = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < fields.Length; i++) last[Key(fields[i])] = i;
            var kept = fields[0].Element;
            for (var i = 0; i < fields.Length; i++)
            {
                var length = (i + 1 < fields.Length ? fields[i + 1].Element : to.Length) - fields[i].Element;
                if (last[Key(fields[i])] != i) continue;
                to.Move(fields[i].Element, length, kept);
                kept += length;
            }

            to.Truncate(kept);
        }

        _fields.RemoveRange(first, fields.Length);
    }

    /// <summary>Closes the innermost.</summary>
    public void Close()
    {
        var frame = _frames[^1];
        if (!frame.IsArray) RemoveRepeated();
        _frames.RemoveAt(_frames.Count - 1);
        to.End(frame.Start);
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        // FNV-1a: keys are short. Equal hashes of different keys cost time only.
        var hash = 2166136261;
        foreach (var b in key) hash = (hash ^ b) * 16777619;
        return hash;
    }

    private bool HasEqualHashes(ReadOnlySpan<Field> fields)
    {
        if (fields.Length < 2) return false;
        if (_hashes.Length < fields.Length) _hashes = new uint[2 * fields.Length];
        var hashes = _hashes.AsSpan(0, fields.Length);
        for (var i = 0; i < fields.Length; i++) hashes[i] = fields[i].Hash;
        hashes.Sort();
        for (var i = 1; i < hashes.Length; i++)
            if (hashes[i] == hashes[i - 1]) return true;
        return false;
    }

    private string Key(Field field) => Encoding.UTF8.GetString(to.Slice(field.Element + 1, field.KeyLength));

    // Count is the next index of an array, or where the fields of a document begin.
    private record struct Frame(int Start, bool IsArray, int Count);

    private readonly record struct Field(int Element, int KeyLength, uint Hash);
}
