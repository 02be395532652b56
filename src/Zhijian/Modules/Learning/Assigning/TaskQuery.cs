using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Library;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Learning.Assigning;

/// <summary>Finds tasks for those who issue and follow them, and items that can be made a task.</summary>
internal sealed class TaskQuery(ZhijianDb db, Fence fence, InstitutionTime time)
{
    public const int PageSize = 30;

    private const int FewItems = 12;

    /// <summary>A task that one's own organisation issued and one may change; null where there is none.</summary>
    public async Task<LearningTask?> Own(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<LearningTask>().FirstOrDefaultAsync(t => t.Id == id, cancel) is { } task && actor.May(LearningActs.Assign, task.Path) ? task : null;

    /// <summary>A task whose progress one may see: issued within one's scope, or above and reaching into it. Null where there is none.</summary>
    public async Task<LearningTask?> Seen(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<LearningTask>().AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancel) is { } task
        && (actor.May(LearningActs.See, task.Path) || actor.Posts.Any(p => p.Covers(LearningActs.See, p.Path) && p.Path.StartsWith(task.Path, StringComparison.Ordinal))) ? task : null;

    /// <summary>Tasks of the own scope and those from above, last issued first.</summary>
    public async Task<Listing<TaskRow>> List(TaskFilter filter, Actor actor, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var at, var id] && DateTimeOffset.TryParse(at, System.Globalization.CultureInfo.InvariantCulture, out var moment) && Guid.TryParse(id, out var lastId) ? (moment, lastId) : ((DateTimeOffset, Guid)?)null;
        List<string> where = ["true"];
        if (filter.Which is { } which)
        {
            where.Add(which switch { TaskWhich.Running => "t.state = 'Open' and t.due_on >= @today", TaskWhich.Over => "t.state = 'Open' and t.due_on < @today", _ => "t.state = 'Withdrawn'" });
        }
        if (filter.Ours)
        {
            where.Add("t.organisation_id = @organisation");
        }
        if (filter.Search is not null)
        {
            where.Add("t.title ilike @like");
        }
        if (last is not null)
        {
            where.Add("(t.issued_at, t.id) < (@lastAt, @lastId)");
        }
        var rows = await fence.Rows<TaskRow>(
            $"""
            select t.id, t.title, t.organisation_name as OrganisationName, t.mode, t.units, t.due_on as DueOn, t.issued_at as IssuedAt, t.reached, t.state from learning_task t
            where {string.Join(" and ", where)} order by t.issued_at desc, t.id desc limit {size + 1}
            """,
            new { today = time.Today, organisation = actor.Space?.OrganisationId, like = LikePattern.Holding(filter.Search), lastAt = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.IssuedAt, r.Id));
    }

    /// <summary>Items that everybody below can open: released by the own organisation or above, newest first, those with the words in their title.</summary>
    public Task<List<ItemChoice>> Items(string? search, string path, CancellationToken cancel) => fence.Rows<ItemChoice>(
        $"""
        select e.item_id as Id, e.title, e.kind, e.organisation_name as OrganisationName from library_edition e
        where e.state = 'Current' and starts_with(@path, e.path) {(search is null ? "" : "and e.title ilike @like")} order by e.released_at desc, e.item_id desc limit {FewItems}
        """, new { path, like = LikePattern.Holding(search) }, cancel);

    /// <summary>An item that can be made a task of an organisation; null where there is none.</summary>
    public Task<LibraryEdition?> Item(Guid id, string path, CancellationToken cancel) =>
        db.Set<LibraryEdition>().AsNoTracking().FirstOrDefaultAsync(e => e.ItemId == id && e.State == EditionState.Current && path.StartsWith(e.Path), cancel);
}

/// <summary>Which tasks are listed.</summary>
internal enum TaskWhich
{
    Running,
    Over,
    Withdrawn,
}

/// <summary>What narrows the list; what can't be read narrows nothing.</summary>
/// <param name="Ours">Only those of the open space's organisation.</param>
internal sealed record TaskFilter(TaskWhich? Which, bool Ours, string? Search)
{
    public const int LongestSearch = 50;

    public static TaskFilter Read(string? which, string? ours, string? search) =>
        new(Enum.TryParse<TaskWhich>(which, out var known) && Enum.IsDefined(known) ? known : null, ours == "1", search?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestSearch)] : null);
}

/// <summary>A task in the list.</summary>
internal sealed class TaskRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public LearningMode Mode { get; set; }

    public int Units { get; set; }

    public DateOnly DueOn { get; set; }

    public DateTimeOffset IssuedAt { get; set; }

    public int Reached { get; set; }

    public LearningTaskState State { get; set; }
}

/// <summary>An item that can be made a task.</summary>
internal sealed class ItemChoice
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public LibraryKind Kind { get; set; }

    public string OrganisationName { get; set; } = "";
}
