using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Activities.Listing;

/// <summary>Activities of the open space and everything below, with those it takes part in; in the member space those the person is on the roll of. Latest first.</summary>
internal sealed class ActivityListQuery(Fence fence, InstitutionTime time)
{
    private const int MostShared = 100;

    public async Task<Listing<ActivityLine>> Page(ActivityFilter filter, Actor actor, int size, CancellationToken cancel)
    {
        var path = actor.Space is { } space && actor.May(ActivityActs.See, space.Path) ? space.Path : null;
        var shared = await Shared(path, actor, cancel);
        if (path is null && shared.Count == 0)
        {
            return new Listing<ActivityLine>([], null);
        }
        var rows = await Rows(filter, path, shared, size, cancel);
        await NameMissing(rows, cancel);
        return Platform.Web.Listing.Of(rows, size, r => Cursor.Of(r.StartsAt, r.Id));
    }

    private async Task<List<ActivityLine>> Rows(ActivityFilter filter, string? path, List<Guid> shared, int size, CancellationToken cancel)
    {
        var (from, until) = Month(filter.Month);
        var last = Cursor.Read(filter.After, 2) is [var at, var id] && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var startsAt) && Guid.TryParse(id, out var lastId) ? (startsAt, lastId) : ((DateTimeOffset, Guid)?)null;
        var where = new List<string> { path is null ? "a.id = any(@shared)" : shared.Count == 0 ? "(a.path >= @path and a.path < @path || '~')" : "((a.path >= @path and a.path < @path || '~') or a.id = any(@shared))" };
        // What was held before this platform stands among the records alone: nobody can do anything about it.
        where.Add("not a.is_history");
        Add(filter.Kind is not null, "a.kind = @kind");
        Add(filter.State is not null, "a.state = @state");
        Add(filter.OrganisationId is not null, "a.organisation_id = @organisation");
        Add(from is not null, "a.starts_at >= @from and a.starts_at < @until");
        Add(filter.Text is { Length: > 0 }, "a.title ilike @like");
        Add(filter.Probes.Count > 0, "a.title ilike any(@probes)");
        Add(filter.Since is not null, "a.starts_at >= @since");
        Add(last is not null, "(a.starts_at < @lastAt or (a.starts_at = @lastAt and a.id > @lastId))");
        const string Order = "order by a.starts_at desc, a.id";
        var condition = string.Join(" and ", where);
        // Words of titles are looked for in the index that holds the titles in this order, and only what fills the page is opened.
        var isSought = filter.Text is { Length: > 0 } || filter.Probes.Count > 0;
        return await fence.Rows<ActivityLine>(
            $"""
            select a.id, a.kind, a.state, a.title, a.starts_at as StartsAt, a.ends_at as EndsAt, a.place, a.online_link as OnlineLink, a.organisation_id as OrganisationId, o.name as OrganisationName, a.version
            from {(isSought ? $"(select a.id from activity a where {condition} {Order} limit {size + 1}) found join activity a on a.id = found.id" : "activity a")} left join organisation o on o.id = a.organisation_id
            {(isSought ? "" : $"where {condition}")} {Order} limit {size + 1}
            """,
            new
            {
                path, shared = shared.ToArray(), kind = filter.Kind?.ToString(), state = filter.State?.ToString(), organisation = filter.OrganisationId, from, until, since = filter.Since,
                like = LikePattern.Holding(filter.Text), probes = filter.Probes.Select(LikePattern.Holding).ToArray(),
                lastAt = last?.Item1, lastId = last?.Item2,
            }, cancel);

        void Add(bool wanted, string condition)
        {
            if (wanted)
            {
                where.Add(condition);
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

    /// <summary>Names of host organisations outside the viewer's scope.</summary>
    private async Task NameMissing(List<ActivityLine> rows, CancellationToken cancel)
    {
        var missing = rows.Where(r => r.OrganisationName is null).Select(r => r.OrganisationId).Distinct().ToArray();
        if (missing.Length == 0)
        {
            return;
        }
        using (fence.As(SystemActors.Directory))
        {
            var names = (await fence.Rows<Planning.OrganisationName>("select id, name from organisation where id = any(@missing)", new { missing }, cancel)).ToDictionary(n => n.Id, n => n.Name);
            foreach (var row in rows)
            {
                row.OrganisationName ??= names.GetValueOrDefault(row.OrganisationId);
            }
        }
    }

    private (DateTimeOffset? From, DateTimeOffset? Until) Month(string? month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? (time.At(first, TimeOnly.MinValue), time.At(first.AddMonths(1), TimeOnly.MinValue))
            : (null, null);
}

/// <summary>Which activities are wanted.</summary>
internal sealed record ActivityFilter(ActivityKind? Kind = null, ActivityState? State = null, Guid? OrganisationId = null, string? Month = null, string? Text = null, string? After = null, DateTimeOffset? Since = null)
{
    /// <summary>Texts of which a title has to hold at least one; all titles where there are none.</summary>
    public IReadOnlyList<string> Probes { get; init; } = [];
}

/// <summary>One line of a list of activities.</summary>
internal sealed class ActivityLine
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
