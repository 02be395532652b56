using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Writing;

/// <summary>
/// Spells names that were written before this program could, some thousand at a time and each time committed, so that it may be stopped anywhere and goes on later.
/// A name that changed in the meantime was spelled by whoever changed it.
/// </summary>
internal sealed class SpellNamesAction(Fence fence)
{
    public const int AtOnce = 2000;

    /// <summary>Spells the names of a table; answers how many.</summary>
    /// <param name="table">Has the columns id, name and spelled.</param>
    /// <param name="hasOther">Whether it keeps another way to read a name too.</param>
    public async Task<int> Run(string table, bool hasOther, Func<string, SpelledName?> spell, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Jobs);
        for (var done = 0; ;)
        {
            var rows = await fence.Rows<Named>($"select id, name from {table} where spelled is null order by id limit {AtOnce}", null, cancel);
            if (rows.Count == 0 || spell(rows[0].Name) is null)
            {
                return done;
            }
            var spelled = rows.ConvertAll(r => spell(r.Name)!);
            await fence.Run(
                $"""
                update {table} t set spelled = s.spelled{(hasOther ? ", spelled_also = s.also" : "")}
                from unnest(@ids, @names, @spelled, @also) as s(id, name, spelled, also) where t.id = s.id and t.name = s.name and t.spelled is null
                """,
                new { ids = rows.Select(r => r.Id).ToArray(), names = rows.Select(r => r.Name).ToArray(), spelled = spelled.Select(s => s.Syllables).ToArray(), also = spelled.Select(s => s.Also).ToArray() }, cancel);
            await fence.Commit(cancel);
            done += rows.Count;
        }
    }

    private sealed class Named
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }
}
