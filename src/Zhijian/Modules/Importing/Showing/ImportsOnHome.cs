using Dapper;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Importing.Showing;

/// <summary>What imports put on home pages: batches that wait for who brought them, and conflicts that wait for the owner of a source (where it was entered by hand or by a system, for whoever brings lists).</summary>
internal sealed class ImportsOnHome : ITaskSource
{
    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => !actor.May(ImportActs.Run) ? null : new(
        """
        select b.id, b.file_name as FileName, b.state, b.open, c.conflicts
        from (select count(*)::int as conflicts from import_conflict where owner_id in (@member, '00000000-0000-0000-0000-000000000000') and settled_at is null) c
        left join (select id, file_name, state, faulty + waiting as open from import_batch where brought_by = @member and state in ('Columns', 'Ready') order by id desc limit 5) b on true
        order by b.id desc;
        """,
        async sets =>
        {
            var rows = (await sets.ReadAsync<Waiting>()).AsList();
            var batches = rows.Where(r => r.Id is not null).Select(b => new HomeTask(
                new HomeText(b.State == nameof(ImportState.Columns) ? "import.task-columns" : "import.task-ready", b.FileName!), 5, null, $"/imports/{b.Id}", new HomeText("import.go-on"), "is-back", "file-import")
            {
                Detail = b.Open > 0 ? new HomeText("import.task-open", b.Open) : null,
            });
            var conflicts = rows[0].Conflicts;
            return [.. batches, .. conflicts > 0 ? [new HomeTask(new HomeText("import.task-conflicts", conflicts), conflicts, null, "/imports/conflicts", new HomeText("import.settle"), "is-back", "git-merge")] : Array.Empty<HomeTask>()];
        });

    /// <summary>A batch that waits, beside how many conflicts do; where no batch waits, one row says only that.</summary>
    private sealed class Waiting
    {
        public Guid? Id { get; set; }

        public string? FileName { get; set; }

        public string? State { get; set; }

        public int Open { get; set; }

        public int Conflicts { get; set; }
    }
}
