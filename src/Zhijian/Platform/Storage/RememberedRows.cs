using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Zhijian.Platform.Storage;

/// <summary>
/// Rows that never change once they are there, read once for as long as the program runs: what many people need in the same minute to be let in. Whatever may change is asked when writing.
/// </summary>
/// <param name="reader">As whom they are read. Who may know what they say is decided by whoever asks.</param>
/// <param name="sql">Answers with one row for what <paramref name="values"/> makes of the key.</param>
/// <param name="read">What is remembered of the row.</param>
public sealed class RememberedRows<TKey, TRow, TKept>(FencedPools pools, SystemActor reader, [StringSyntax("sql")] string sql, Func<TKey, object> values, Func<TRow, TKept> read)
    where TKey : notnull
    where TRow : class
    where TKept : class
{
    /// <summary>As many at the same time; then all are forgotten and read anew.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<TKey, TKept> _kept = new();

    /// <summary>
    /// What is remembered, or else what the database has; null where it has nothing, which is asked again the next time.
    /// Asked in a transaction of its own: nobody who then waits for their group may keep a connection from its writer.
    /// </summary>
    public async ValueTask<TKept?> Of(TKey key, CancellationToken cancel)
    {
        if (_kept.TryGetValue(key, out var known))
        {
            return known;
        }
        await using var fence = new Fence(pools);
        using var widened = fence.As(reader);
        if (await fence.Row<TRow>(sql, values(key), cancel) is not { } row)
        {
            return null;
        }
        if (_kept.Count >= Most)
        {
            _kept.Clear();
        }
        return _kept[key] = read(row);
    }
}
