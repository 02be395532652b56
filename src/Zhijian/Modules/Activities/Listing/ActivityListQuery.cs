using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Activities of the open space and everything below, with those it takes part in; in the member space those the person is on the roll of. Latest first.</summary>
internal sealed class ActivityListQuery(Fence fence, HostNamesQuery hosts, InstitutionTime time)
{
    private const int MostShared = 100;

    /// <summary>
    /// So many of the latest titles are looked through in their order (index activity_titles, about 1 ms): a word that many titles have fills the page there, and who sees no more has seen all.
    /// Any other word stands in few titles or long ago: all that have it are asked of the index of letters and put in order.
    /// </summary>
    internal int LookedThrough { get; set; } = 1000;

    private const string Columns =
        "a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.ends_at as EndsAt, a.place, a.online_link as OnlineLink, a.organisation_id as OrganisationId, o.name as OrganisationName, a.version";

    private const string Organisation = "left join organisation o on o.id = a.organisation_id";

    private const string Order = "order by a.starts_at desc, a.id";

    public async Task<Listing<ActivityLine>> Page(ActivityFilter filter, Actor actor, int size, CancellationToken cancel) =>
        Platform.Web.Listing.Of(await Lines(filter, filter.Text is { Length: > 0 } text ? LettersSought.Of(text) : LettersSought.Nothing, actor, size, cancel), size, r => Cursor.Of(r.StartsAt, r.Id));

    /// <summary>The latest activities with a title that nearly holds a text (<see cref="NearTitle"/>); nothing where the text can't be looked for so.</summary>
    public async Task<List<ActivityLine>> Near(string text, Actor actor, int most, CancellationToken cancel) =>
        LettersSought.Near(text) is { IsAny: true } sought ? [.. (await Lines(new ActivityFilter(), sought, actor, NearTitle.MostProbed, cancel)).Where(a => NearTitle.Holds(a.Title, text)).Take(most)] : [];

    /// <summary>One more than the size, where there are.</summary>
    private async Task<List<ActivityLine>> Lines(ActivityFilter filter, LettersSought sought, Actor actor, int size, CancellationToken cancel)
    {
        var path = actor.Space is { } space && actor.May(ActivityActs.See, space.Path) ? space.Path : null;
        var shared = await Shared(path, actor, cancel);
        if (path is null && shared.Count == 0)
        {
            return [];
        }
        var rows = await Rows(filter, sought, path, shared, size, cancel);
        await hosts.Fill(rows, cancel);
        return rows;
    }

    private async Task<List<ActivityLine>> Rows(ActivityFilter filter, LettersSought sought, string? path, List<Guid> shared, int size, CancellationToken cancel)
    {
        var (from, until) = Month(filter.Month);
        var last = Cursor.Read(filter.After, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var startsAt) && Guid.TryParse(id, out var lastId) ? (startsAt, lastId) : ((DateTimeOffset, Guid)?)null;
        List<string> reach =
        [
            // Every activity stands below the root: to ask for that too would only mislead whoever plans the question.
            path is null ? "a.id = any(@shared)" : path == FencedScope.WholeInstitution ? "true" : shared.Count == 0 ? "(a.path >= @path and a.path < @path || '~')" : "((a.path >= @path and a.path < @path || '~') or a.id = any(@shared))",
            // What was held before this platform stands among the records alone: nobody can do anything about it.
            "not a.is_history",
        ];
        List<string> columns = [];
        List<string> narrow = [];
        Reach(from is not null, "a.starts_at >= @from and a.starts_at < @until");
        Reach(filter.Since is not null, "a.starts_at >= @since");
        Reach(last is not null, "a.starts_at <= @lastAt and (a.starts_at < @lastAt or a.id > @lastId)");
        Narrow(filter.Kind is not null, "a.kind", "@kind");
        Narrow(filter.State is not null, "a.state", "@state");
        Narrow(filter.OrganisationId is not null, "a.organisation_id", "@organisation");
        var values = new NamedValues
        {
            { "path", path }, { "shared", shared.ToArray() }, { "kind", filter.Kind?.ToString() }, { "state", filter.State?.ToString() }, { "organisation", filter.OrganisationId },
            { "from", from }, { "until", until }, { "since", filter.Since }, { "lastAt", last?.Item1 }, { "lastId", last?.Item2 },
        };
        if (!sought.IsAny)
        {
            return await fence.Ask<ActivityLine>($"select {Columns} from activity a {Organisation} where {All([.. reach, .. narrow])} {Order} limit {size + 1}", values, Plans.Usual, cancel);
        }
        values.And(sought.Values);
        var holds = All([sought.Holds("a.title"), .. narrow]);
        var seen = await fence.Ask<SoughtLine>(
            $"""
            with looked as materialized (
              select count(*)::int as count, (array_agg(a.id) filter (where {holds}))[1:{size + 1}] as found
              from (select a.id, a.title{string.Concat(columns.Select(c => ", " + c))} from activity a where {All(reach)} {Order} limit {LookedThrough}) a)
            select l.count as Looked, {Columns} from looked l left join (activity a {Organisation}) on a.id = any((select s.found from looked s)::uuid[]) {Order}
            """, values, Plans.Kept, cancel);
        List<ActivityLine> newest = [.. seen.Where(l => l.IsFound)];
        if (newest.Count > size || seen[0].Looked < LookedThrough)
        {
            return newest;
        }
        return await fence.Ask<ActivityLine>(
            $"""
            select {Columns} from (
              select a.id from (select a.id, a.starts_at from activity a where {All([.. reach, sought.MayHold("a.title"), holds])} offset 0) a {Order} limit {size + 1}) found
            join activity a on a.id = found.id {Organisation} {Order}
            """, values, Plans.Sought, cancel);

        void Reach(bool wanted, string condition)
        {
            if (wanted)
            {
                reach.Add(condition);
            }
        }

        void Narrow(bool wanted, string column, string value)
        {
            if (wanted)
            {
                columns.Add(column);
                narrow.Add($"{column} = {value}");
            }
        }
    }

    private static string All(IEnumerable<string> conditions) => string.Join(" and ", conditions);

    /// <summary>Activities behind a pass: those of others in which the space's organisation takes part, or, in the member space, those the person was told of.</summary>
    private async Task<List<Guid>> Shared(string? path, Actor actor, CancellationToken cancel)
    {
        var shared = path is not null
            ? await fence.Ask<Guid>($"select activity_id from activity_party where path = @path and not is_host order by activity_id desc limit {MostShared}", new NamedValues { { "path", path } }, Plans.Usual, cancel)
            : await fence.Ask<Guid>($"select activity_id from attendance where member_id = @member and (notified_at is not null or status is not null) order by activity_id desc limit {MostShared}", new NamedValues { { "member", actor.MemberId } }, Plans.Usual, cancel);
        if (shared.Count > 0)
        {
            fence.Admit(shared);
        }
        return shared;
    }

    private (DateTimeOffset? From, DateTimeOffset? Until) Month(string? month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? (time.At(first, TimeOnly.MinValue), time.At(first.AddMonths(1), TimeOnly.MinValue))
            : (null, null);
}

/// <summary>Which activities are wanted.</summary>
internal sealed record ActivityFilter(ActivityKind? Kind = null, ActivityState? State = null, Guid? OrganisationId = null, string? Month = null, string? Text = null, string? After = null, DateTimeOffset? Since = null);

/// <summary>One line of a list of activities.</summary>
internal class ActivityLine : IHeldBy
{
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public string State { get; set; } = "";

    public string Title { get; set; } = "";

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public string? Place { get; set; }

    public string? OnlineLink { get; set; }

    public Guid OrganisationId { get; set; }

    public string? OrganisationName { get; set; }

    public int Version { get; set; }
}

/// <summary>A line as it comes from a search.</summary>
internal sealed class SoughtLine : ActivityLine
{
    /// <summary>How many titles were looked through.</summary>
    public int Looked { get; set; }

    /// <summary>False for the one row that only says how many were looked through.</summary>
    public bool IsFound => Id != Guid.Empty;
}
