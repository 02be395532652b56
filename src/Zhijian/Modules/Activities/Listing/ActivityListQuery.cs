using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Activities of the open space and everything below, with those it takes part in; in the member space those the person is on the roll of. Latest first.</summary>
internal sealed class ActivityListQuery(Fence fence, HostNamesQuery hosts, InstitutionTime time)
{
    private const int MostShared = 100;

    /// <summary>
    /// So many of the latest titles are looked through in their order (index activity_titles, 1 to 2 ms): a word that many titles have fills the page there, and who sees no more has seen all.
    /// Any other word stands in few titles or long ago: all that have it are asked of the index of letters and put in order.
    /// </summary>
    private const int LookedThrough = 2000;

    private const string Columns =
        "a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.ends_at as EndsAt, a.place, a.online_link as OnlineLink, a.organisation_id as OrganisationId, o.name as OrganisationName, a.version";

    private const string Organisation = "left join organisation o on o.id = a.organisation_id";

    private const string Order = "order by a.starts_at desc, a.id";

    public async Task<Listing<ActivityLine>> Page(ActivityFilter filter, Actor actor, int size, CancellationToken cancel)
    {
        var path = actor.Space is { } space && actor.May(ActivityActs.See, space.Path) ? space.Path : null;
        var shared = await Shared(path, actor, cancel);
        if (path is null && shared.Count == 0)
        {
            return new Listing<ActivityLine>([], null);
        }
        var rows = await Rows(filter, path, shared, size, cancel);
        await hosts.Fill(rows, cancel);
        return Platform.Web.Listing.Of(rows, size, r => Cursor.Of(r.StartsAt, r.Id));
    }

    private async Task<List<ActivityLine>> Rows(ActivityFilter filter, string? path, List<Guid> shared, int size, CancellationToken cancel)
    {
        var (from, until) = Month(filter.Month);
        var last = Cursor.Read(filter.After, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var startsAt) && Guid.TryParse(id, out var lastId) ? (startsAt, lastId) : ((DateTimeOffset, Guid)?)null;
        var sought = filter.Text is { Length: > 0 } text ? LettersSought.Of(text) : filter.Near is { } near ? LettersSought.Near(near) : LettersSought.Nothing;
        List<string> reach =
        [
            path is null ? "a.id = any(@shared)" : shared.Count == 0 ? "(a.path >= @path and a.path < @path || '~')" : "((a.path >= @path and a.path < @path || '~') or a.id = any(@shared))",
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
        var values = new
        {
            path, shared = shared.ToArray(), kind = filter.Kind?.ToString(), state = filter.State?.ToString(), organisation = filter.OrganisationId, from, until, since = filter.Since,
            texts = sought.Texts, letters = sought.Letters, likes = sought.Likes, lastAt = last?.Item1, lastId = last?.Item2,
        };
        if (!sought.IsAny)
        {
            return await fence.Rows<ActivityLine>($"select {Columns} from activity a {Organisation} where {string.Join(" and ", [.. reach, .. narrow])} {Order} limit {size + 1}", values, cancel);
        }
        using var sets = await fence.SetsOfSearch(
            $"""
            with latest as materialized (
              select a.id, a.starts_at, a.title{string.Concat(columns.Select(c => ", " + c))} from activity a where {string.Join(" and ", reach)} {Order} limit {LookedThrough}),
            newest as materialized (select a.id from latest a where {string.Join(" and ", [sought.Holds("a.title"), .. narrow])} {Order} limit {size + 1}),
            done as materialized (select (select count(*) from newest) > {size} or (select count(*) from latest) < {LookedThrough} as found)
            select {Columns} from (
              select id from newest where (select found from done)
              union all
              (select a.id from (
                select a.id, a.starts_at from activity a where {string.Join(" and ", [.. reach, .. narrow, sought.MayHold("a.title"), sought.Holds("a.title")])} offset 0) a
              where not (select found from done) {Order} limit {size + 1})) found join activity a on a.id = found.id {Organisation}
            {Order} limit {size + 1}
            """, values, cancel);
        return [.. await sets.ReadAsync<ActivityLine>()];

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

    /// <summary>Activities behind a pass: those of others in which the space's organisation takes part, or, in the member space, those the person was told of.</summary>
    private async Task<List<Guid>> Shared(string? path, Actor actor, CancellationToken cancel)
    {
        var shared = path is not null
            ? await fence.Rows<Guid>($"select activity_id from activity_party where path = @path and not is_host order by activity_id desc limit {MostShared}", new { path }, cancel)
            : await fence.Rows<Guid>($"select activity_id from attendance where member_id = @MemberId and (notified_at is not null or status is not null) order by activity_id desc limit {MostShared}", new { actor.MemberId }, cancel);
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
internal sealed record ActivityFilter(ActivityKind? Kind = null, ActivityState? State = null, Guid? OrganisationId = null, string? Month = null, string? Text = null, string? After = null, DateTimeOffset? Since = null)
{
    /// <summary>Titles that may nearly hold this text, see <see cref="LettersSought.Near"/>.</summary>
    public string? Near { get; init; }
}

/// <summary>One line of a list of activities.</summary>
internal sealed class ActivityLine : IHeldBy
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
