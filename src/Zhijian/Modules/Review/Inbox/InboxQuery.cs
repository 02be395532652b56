using System.Globalization;
using System.Text;
using Dapper;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Review.Inbox;

/// <summary>Which records wait for this person, oldest first.</summary>
internal sealed class InboxQuery(Fence fence, InstitutionTime time)
{
    public const int PageSize = 30;

    /// <summary>Counting stops here: nobody plans by the exact number beyond it, and the cost stays flat.</summary>
    public const int MostCounted = 200;

    /// <summary>Among so many of one's last moves those are sought that can still be taken back.</summary>
    private const int MostLookedBack = 40;

    public async Task<InboxList> Of(Reviewer me, InboxFilter filter, string? after, int size, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { me = me.MemberId, kind = filter.Kind, take = size + 1, most = MostCounted, now = time.Now.UtcDateTime, recently = time.Now.AddHours(-1).UtcDateTime });
        var from = Starts(after);
        values.Add("since", from?.Since.UtcDateTime);
        values.Add("id", from?.Id);
        var turns = Turns(me, values);
        var more = Conditions(filter, from is not null);
        var rows = string.Join("\nunion\n", turns.Select(t => $"(select {Columns} from review_case c where c.state = 'Waiting' and {t} and not c.closed_to @> array[@me]::uuid[]{more} order by c.waiting_since, c.id limit @take)"));
        var counted = string.Join(" union ", turns.Select(t => $"(select c.id, c.waiting_since from review_case c where c.state = 'Waiting' and {t} and not c.closed_to @> array[@me]::uuid[]{Conditions(filter, false)} order by c.waiting_since, c.id limit @most)"));
        // "at <= @now" holds anyway: bounded on both sides, the planner believes the hour to be short and looks it up by person instead of by place.
        using var sets = await fence.SetsOfHotPage(
            $"""
            select w.*, o.name as OrganisationName from ({rows}) w join organisation o on o.id = w.OrganisationId order by w.WaitingSince, w.id limit @take;
            select count(*), min(waiting_since) from ({counted}) w;
            select c.id, c.title, c.version, s.move
            from (select case_id, number, at, move from review_step where by_member_id = @me and at > @recently and at <= @now order by at desc limit {MostLookedBack}) s join review_case c on c.id = s.case_id
            where s.move in ('Accept', 'ReturnToAuthor', 'ReturnToLayer')
              and not exists (select 1 from review_step l where l.case_id = s.case_id and l.number > s.number and l.move <> 'SkipVacant')
              and s.at > @now - make_interval(mins => (c.route->>'undoMinutes')::int)
            order by s.at desc limit 5;
            """,
            values, cancel);
        var found = (await sets.ReadAsync<InboxRow>()).AsList();
        var (count, oldest) = await sets.ReadFirstAsync<(long, DateTime?)>();
        var justDecided = (await sets.ReadAsync<UndoableRow>()).AsList();
        var page = Listing.Of(found, size, r => Cursor.Of(r.Since, r.Id));
        return new InboxList(page.Items, page.Next, (int)count, oldest is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null, justDecided);
    }

    /// <summary>After which row a page begins; null for the first page and for a cursor that we did not make.</summary>
    public static (DateTimeOffset Since, Guid Id)? Starts(string? after) =>
        Cursor.Read(after, 2) is [var since, var id] && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) && Guid.TryParse(id, out var row) ? (at, row) : null;

    /// <summary>One condition for each place at which this person decides; each is answered by one index in order.</summary>
    private static List<string> Turns(Reviewer me, DynamicParameters values)
    {
        List<string> turns = me.IsAsked ? ["c.deputy_id = @me"] : [];
        foreach (var (place, i) in me.Posts.Concat(me.StandsInFor.Select(s => s.Post)).GroupBy(p => p.OrganisationId).Select((p, i) => (p, i)))
        {
            values.Add($"place{i}", place.Key);
            values.Add($"posts{i}", place.Select(p => p.Kind.ToString()).Distinct().ToArray());
            turns.Add(string.Create(CultureInfo.InvariantCulture, $"c.waiting_at_organisation_id = @place{i} and c.waiting_posts && @posts{i}"));
        }
        return turns.Count > 0 ? turns : ["false"];
    }

    private static string Conditions(InboxFilter filter, bool goesOn)
    {
        var more = new StringBuilder();
        if (filter.Kind is not null)
        {
            more.Append(" and c.record_kind = @kind");
        }
        if (filter.OnlyBulk)
        {
            more.Append(" and c.all_checks_passed and not c.holds_sensitive_data");
        }
        if (goesOn)
        {
            more.Append(" and (c.waiting_since, c.id) > (@since, @id)");
        }
        return more.ToString();
    }

    private const string Columns =
        "c.id, c.record_kind as RecordKind, c.title, c.organisation_id as OrganisationId, c.waiting_since as WaitingSince, c.layer, c.last_submission as LastSubmission, c.corrects_case_id as CorrectsCaseId, "
        + "c.all_checks_passed as AllChecksPassed, c.holds_sensitive_data as HoldsSensitiveData, c.escalated, c.version, (c.route->'layers'->(c.layer - 1)->>'limitWorkingDays')::int as LimitWorkingDays";
}

/// <summary>What the reviewer wants to see of the inbox.</summary>
internal sealed record InboxFilter(string? Kind, bool OnlyBulk);

/// <summary>One page of the inbox, with how many wait in all (counted up to <see cref="InboxQuery.MostCounted"/>) and since when the oldest.</summary>
/// <param name="JustDecided">What this person decided in the last minutes and can still take back.</param>
internal sealed record InboxList(IReadOnlyList<InboxRow> Items, string? Next, int Count, DateTimeOffset? Oldest, IReadOnlyList<UndoableRow> JustDecided)
{
    public static readonly InboxList Nothing = new([], null, 0, null, []);
}

/// <summary>A record that waits for this person.</summary>
internal sealed class InboxRow
{
    public Guid Id { get; set; }

    public string RecordKind { get; set; } = "";

    public string Title { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string OrganisationName { get; set; } = "";

    public DateTime WaitingSince { get; set; }

    public int Layer { get; set; }

    public int LastSubmission { get; set; }

    public Guid? CorrectsCaseId { get; set; }

    public bool AllChecksPassed { get; set; }

    public bool HoldsSensitiveData { get; set; }

    public bool Escalated { get; set; }

    public int Version { get; set; }

    public int LimitWorkingDays { get; set; }

    public bool InBulk => AllChecksPassed && !HoldsSensitiveData;

    public DateTimeOffset Since => new(DateTime.SpecifyKind(WaitingSince, DateTimeKind.Utc));
}

/// <summary>A decision that can still be taken back.</summary>
internal sealed class UndoableRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public int Version { get; set; }

    public ReviewMove Move { get; set; }
}
