using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Filling;

/// <summary>Puts what the open space's own organisation is asked on its home page. What came back from review stands there already, as the review's own task.</summary>
internal sealed class EntryTasks(InstitutionTime time) : ITaskSource
{
    private const int Most = 5;

    private static readonly string Sql =
        $"""
        select e.id, e.title, e.minutes, e.due_on as DueOn, e.asked_by_name as AskedBy, jsonb_array_length(e.answers) as Filled, e.fields
        from collection_entry e where e.organisation_id = @organisation and e.state = 'Open' order by e.due_on, e.id limit {Most};
        """;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) =>
        actor.Space is { } space && space.Covers(CollectingActs.Fill, space.Path) ? new(Sql, async sets => [.. (await sets.ReadAsync<OpenEntry>()).Select(row => ToFill(row, time))]) : null;

    /// <summary>How what is asked reads as a task.</summary>
    internal static HomeTask ToFill(OpenEntry row, InstitutionTime time)
    {
        var late = row.DueOn < time.Today;
        return new HomeTask(
            new HomeText("collecting.task", row.Title), Math.Max(1, row.Minutes), time.LastMinuteOf(row.DueOn), $"/collecting/entries/{row.Id}", new HomeText("collecting.task-action"),
            late ? "is-late" : "", "clipboard-list")
        {
            Detail = row.Filled > 0 ? new HomeText("collecting.task-begun", row.AskedBy, row.Filled, row.Fields) : new HomeText("collecting.task-detail", row.AskedBy, row.Fields),
        };
    }
}

/// <summary>What an organisation is asked and has not handed in, as a task needs it.</summary>
internal sealed class OpenEntry
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public int Minutes { get; set; }

    public DateOnly DueOn { get; set; }

    public string AskedBy { get; set; } = "";

    public int Filled { get; set; }

    public int Fields { get; set; }
}
