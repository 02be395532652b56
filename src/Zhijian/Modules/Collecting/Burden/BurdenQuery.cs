using Zhijian.Modules.Collecting.Filling;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Burden;

/// <summary>How much organisations are asked for in a month, and by whom; within the viewer's scope, from the index of the days.</summary>
internal sealed class BurdenQuery(Fence fence)
{
    /// <summary>The organisations of the scope that are asked for something in the month, with what each asker asks.</summary>
    public async Task<Listing<BurdenOf>> Month(DateOnly month, string path, string? after, CancellationToken cancel)
    {
        var from = Cursor.Read(after, 1) is [var last] ? last : "";
        var rows = await fence.Rows<Row>(
            $"""
            with page as (
              select distinct e.path, e.organisation_id from collection_entry e
              where e.due_on >= @month and e.due_on < @month + interval '1 month' and e.path >= @path and e.path < @path || '~' and e.path > @from order by e.path limit {EntryQuery.PageSize + 1})
            select o.id, o.name, p.path, e.asked_by_name as AskedBy, count(*)::int as Forms, sum(e.fields)::int as Fields, sum(e.minutes)::int as Minutes
            from page p join organisation o on o.id = p.organisation_id join collection_entry e on e.organisation_id = p.organisation_id and e.due_on >= @month and e.due_on < @month + interval '1 month'
            group by o.id, o.name, p.path, e.asked_by, e.asked_by_name order by p.path, Minutes desc
            """, new { month, path, from }, cancel);
        return Listing.Of(
            [.. rows.GroupBy(r => (r.Id, r.Name, r.Path)).Select(g => new BurdenOf(g.Key.Id, g.Key.Name, g.Key.Path, [.. g.Select(r => new BurdenBy(r.AskedBy, r.Forms, r.Fields, r.Minutes))]))], EntryQuery.PageSize, b => Cursor.Of(b.Path));
    }

    /// <summary>The entries behind one organisation's number.</summary>
    public Task<List<EntryRow>> Rows(DateOnly month, Guid organisation, CancellationToken cancel) => fence.Rows<EntryRow>(
        """
        select e.id, e.title, o.name as Organisation, e.path, e.asked_by_name as AskedBy, e.due_on as DueOn, e.state, e.first_handed_in_on as HandedInOn, e.minutes, e.fields
        from collection_entry e join organisation o on o.id = e.organisation_id
        where e.organisation_id = @organisation and e.due_on >= @month and e.due_on < @month + interval '1 month' order by e.due_on, e.id
        """, new { month, organisation }, cancel);

    /// <summary>What the committee allows in the month; null where it set nothing. It is no secret of those who are asked.</summary>
    public async Task<BudgetRow?> Budget(DateOnly month, string path, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Directory);
        return await fence.Row<BudgetRow>(
            "select b.minutes, b.from_month as FromMonth, o.name as SetBy from collection_budget b join organisation o on o.id = b.organisation_id where starts_with(@path, b.path) and b.from_month <= @month order by length(b.path) desc, b.from_month desc limit 1",
            new { month, path }, cancel);
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Path { get; set; } = "";

        public string AskedBy { get; set; } = "";

        public int Forms { get; set; }

        public int Fields { get; set; }

        public int Minutes { get; set; }
    }
}

/// <summary>What one organisation is asked for in a month.</summary>
internal sealed record BurdenOf(Guid Id, string Name, string Path, IReadOnlyList<BurdenBy> By)
{
    public int Minutes => By.Sum(b => b.Minutes);

    public int Fields => By.Sum(b => b.Fields);
}

/// <summary>What one asker asks it for.</summary>
internal sealed record BurdenBy(string AskedBy, int Forms, int Fields, int Minutes);

/// <summary>The budget of a month, and who set it.</summary>
internal sealed class BudgetRow
{
    public int Minutes { get; set; }

    public DateOnly FromMonth { get; set; }

    public string SetBy { get; set; } = "";
}
