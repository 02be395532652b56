using Zhijian.Modules.Importing.Undoing;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Members;

/// <summary>
/// What was built on the things of a batch since it entered: posts, accounts, attendance, later corrections. Found by the register of data, which names for every table the column
/// with the person a row is about, so that no later module can be forgotten.
/// </summary>
internal sealed class BuiltOnMembersQuery(Fence fence)
{
    /// <summary>Tables whose rows come with the batch itself, or only speak of it.</summary>
    private static readonly HashSet<string> OwnTables = ["member", "membership", "past_record", "provenance", "import_conflict", "import_row", "journal", "message"];

    private static readonly IReadOnlyList<(string Table, string Column)> Others =
        [.. DataRegister.Tables.Values.Where(t => !OwnTables.Contains(t.Name)).SelectMany(t => t.About.Select(a => (t.Name, a)))];

    /// <summary>Each of the batch's people on whom something was built, with what; at most so many people.</summary>
    /// <param name="among">Only these; null for all of the batch.</param>
    public async Task<IReadOnlyList<BuiltOn>> Run(Guid batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel)
    {
        var only = among?.ToArray();
        Dictionary<Guid, BuiltOn> found = [];
        void Add(IEnumerable<BuiltOnRow> rows)
        {
            foreach (var row in rows)
            {
                if (!found.TryGetValue(row.Entity, out var built))
                {
                    found[row.Entity] = built = new BuiltOn(row.Entity, row.Name, []);
                }
                built.What.Add((row.What, row.Rows));
            }
        }
        var of = "select distinct p.entity_id, p.before is null as created, p.entity_version from provenance p where p.batch_id = @batch" + (only is null ? "" : " and p.entity_id = any(@only)");
        Add(await fence.Rows<BuiltOnRow>(
            $"select e.entity_id as Entity, m.name, 'changed' as What, 1 as Rows from ({of}) e join member m on m.id = e.entity_id where m.version <> e.entity_version order by m.name limit @most", new { batch, only, most }, cancel));
        Add(await fence.Rows<BuiltOnRow>(
            $"select e.entity_id as Entity, m.name, 'membership' as What, count(*)::int as Rows from ({of}) e join member m on m.id = e.entity_id join membership s on s.member_id = m.id where e.created group by 1, 2 having count(*) > 1 limit @most", new { batch, only, most }, cancel));
        Add(await fence.Rows<BuiltOnRow>(
            $"select e.entity_id as Entity, m.name, 'provenance' as What, count(*)::int as Rows from ({of}) e join member m on m.id = e.entity_id join provenance x on x.entity_id = m.id and x.batch_id = @batch join provenance o on o.entity_id = m.id and o.batch_id is distinct from @batch and o.id > x.id group by 1, 2 limit @most", new { batch, only, most }, cancel));
        foreach (var (table, column) in Others)
        {
            Add(await fence.Rows<BuiltOnRow>(
                $"select e.entity_id as Entity, m.name, '{table}' as What, count(*)::int as Rows from ({of}) e join member m on m.id = e.entity_id join {table} t on t.{column} = m.id where e.created group by 1, 2 order by 2 limit @most", new { batch, only, most }, cancel));
        }
        return [.. found.Values.OrderBy(b => b.Name, StringComparer.Ordinal)];
    }

    private sealed class BuiltOnRow
    {
        public Guid Entity { get; set; }

        public string Name { get; set; } = "";

        public string What { get; set; } = "";

        public int Rows { get; set; }
    }
}
