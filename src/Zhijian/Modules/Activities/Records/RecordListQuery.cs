using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Records;

/// <summary>What a list of records is narrowed to.</summary>
/// <param name="Month">The first day of the month.</param>
/// <param name="Text">Part of title, number or filed content.</param>
public sealed record RecordFilter(ActivityKind? Kind = null, DateOnly? Month = null, Guid? OrganisationId = null, string? Text = null, RecordState? State = null);

/// <summary>Lists records inside the viewer's scope, the latest first; a joint activity's record is listed for every organisation that took part.</summary>
internal sealed class RecordListQuery(Fence fence, HostNamesQuery hosts)
{
    /// <summary>Single records opened to one viewer at most.</summary>
    private const int MostPasses = 300;

    private const string Columns =
        """
        select r.id, r.number, r.kind, r.title, r.organisation_id as OrganisationId, o.name as OrganisationName, r.activity_id as ActivityId, r.state,
          r.held_on as HeldOn, r.is_late as IsLate, r.submitted_at as SubmittedAt, r.filed_at as FiledAt, r.addendum_to as AddendumTo, r.is_history as IsHistory, r.version
        from activity_record r left join organisation o on o.id = r.organisation_id

        """;

    /// <summary>Who reads the whole roll, as <see cref="OpenActivity.SeesRoll"/> says it: a post over the host or over an organisation that took part, or the host.</summary>
    private const string SeesRoll =
        """
        r.path = any(@seenAt) or r.path like any(@seenBelow)
        or exists (select 1 from activity_party p where p.activity_id = r.activity_id and (p.path = any(@seenAt) or p.path like any(@seenBelow)))
        or exists (select 1 from activity a where a.id = r.activity_id and a.host_member_id = @member)
        """;

    /// <summary>The words stand in a field that this reader's page shows: whoever only took part finds nobody by the reason of their leave, nor anything by the names of fields.</summary>
    private const string Says =
        $"""
        exists (select 1 from jsonb_array_elements(f.content::jsonb -> 'Fields') field, jsonb_array_elements_text(field -> 'Lines') line
          where line ilike @like and (field ->> 'Key' <> '{RecordFields.LeaveReasons}' or {SeesRoll}))
        """;

    /// <summary>One row that the caller has already opened.</summary>
    public async Task<RecordRow?> One(Guid id, CancellationToken cancel)
    {
        var row = await fence.Row<RecordRow>(Columns + "where r.id = @id", new { id }, cancel);
        await hosts.Fill(row is null ? [] : [row], cancel);
        return row;
    }

    public async Task<Listing<RecordRow>> Page(RecordFilter filter, string? after, int size, Actor actor, CancellationToken cancel)
    {
        await OpenOwn(actor, cancel);
        var cursor = Cursor.Read(after, 2);
        var rows = await fence.Rows<RecordRow>(
            Columns + $"""
            where (@kind::text is null or r.kind = @kind)
              and (@state::text is null or r.state = @state)
              and ({SeesRoll}
                or exists (select 1 from attendance t where t.activity_id = r.activity_id and t.member_id = @member
                  and (r.state = 'Filed' or exists (select 1 from activity a where a.id = r.activity_id and a.recorder_member_id = @member))))
              and (@month::date is null or r.held_on >= @month and r.held_on < @month + interval '1 month')
              and (@organisation::uuid is null or r.organisation_id = @organisation or exists (select 1 from activity_party p where p.activity_id = r.activity_id and p.organisation_id = @organisation))
              and (@like::text is null or r.title ilike @like or r.number ilike @like
                or exists (select 1 from filed_record f where f.record_id = r.id and f.content ilike @like and {Says}))
              and (@day::date is null or (r.held_on, r.id) < (@day, @id))
            order by r.held_on desc, r.id desc
            limit @most
            """,
            new
            {
                kind = filter.Kind?.ToString(),
                state = filter.State?.ToString(),
                seenAt = Seen(actor, below: false),
                seenBelow = Seen(actor, below: true),
                member = actor.MemberId,
                month = filter.Month,
                organisation = filter.OrganisationId,
                like = string.IsNullOrWhiteSpace(filter.Text) ? null : LikePattern.Holding(filter.Text.Trim()),
                day = cursor is not null && DateOnly.TryParse(cursor[0], CultureInfo.InvariantCulture, out var day) ? day : (DateOnly?)null,
                id = cursor is not null && Guid.TryParse(cursor[1], out var id) ? id : (Guid?)null,
                most = size + 1,
            }, cancel);
        await hosts.Fill(rows, cancel);
        return Zhijian.Platform.Web.Listing.Of(rows, size, r => Cursor.Of(r.HeldOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id));
    }

    /// <summary>Where a post shows the records of others: an organisation alone, or everything below it as well (then as a pattern).</summary>
    private static string[] Seen(Actor actor, bool below) =>
        [.. actor.Posts.SelectMany(p => p.Grants.Where(g => g.Act == ActivityActs.See && g.Reach == Reach.OwnAndBelow == below).Select(_ => below ? p.Path + "%" : p.Path)).Distinct()];

    /// <summary>Records of activities on whose roll the viewer stands, or in which their organisation took part as a partner.</summary>
    private async Task OpenOwn(Actor actor, CancellationToken cancel)
    {
        var pointedAt = await fence.Rows<Guid>(
            """
            (select activity_id from activity_party where not is_host order by activity_id desc limit @most)
            union
            (select activity_id from attendance where member_id = @member and (notified_at is not null or status is not null) order by activity_id desc limit @most)
            """,
            new { member = actor.MemberId, most = MostPasses }, cancel);
        fence.Admit(pointedAt);
    }
}

/// <summary>A record in a list.</summary>
public sealed class RecordRow : IHeldBy
{
    public Guid Id { get; set; }

    public string Number { get; set; } = "";

    public ActivityKind Kind { get; set; }

    public string Title { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string? OrganisationName { get; set; }

    public Guid ActivityId { get; set; }

    public RecordState State { get; set; }

    public DateOnly HeldOn { get; set; }

    public bool IsLate { get; set; }

    public DateTimeOffset? SubmittedAt { get; set; }

    public DateTimeOffset? FiledAt { get; set; }

    public Guid? AddendumTo { get; set; }

    /// <summary>Held before this platform and brought by a list.</summary>
    public bool IsHistory { get; set; }

    public int Version { get; set; }
}
