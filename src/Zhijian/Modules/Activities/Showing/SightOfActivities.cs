using Zhijian.Modules.Access;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities.Showing;

/// <summary>Which row opens an activity, and the record of it, to a person: the host's, an organisation's that takes part, or their own on the roll.</summary>
internal sealed class SightOfActivities(Fence fence, Words words) : IExplainsSight
{
    public async Task<IReadOnlyList<ExplainedRecord>> Find(string thing, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>(
            """
            select a.id, a.title, a.path from activity a
            where a.id::text = @thing or a.title = @thing or a.id in (select r.activity_id from activity_record r where r.number = @thing or r.id::text = @thing)
            limit 2
            """,
            new { thing }, cancel);
        return [.. rows.Select(r => new ExplainedRecord(r.Id, r.Title, r.Path, ActivityActs.See))];
    }

    public async Task<IReadOnlyList<string>> Why(Guid id, Actor person, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            """
            select a.id, a.title, a.path, a.host_member_id as HostMemberId, coalesce(a.announced_at, a.roll_opened_at) is not null as IsTold from activity a where a.id = @id;
            select p.path, o.name as title from activity_party p join organisation o on o.id = p.organisation_id where p.activity_id = @id and not p.is_host;
            select is_observer as IsObserver, notified_at as NotifiedAt, status from attendance where activity_id = @id and member_id = @MemberId;
            """,
            new { id, person.MemberId }, cancel);
        if (await sets.ReadFirstOrDefaultAsync<Row>() is not { } activity)
        {
            return [];
        }
        List<string> rows = [];
        if (activity.HostMemberId == person.MemberId && person.MemberId != Guid.Empty)
        {
            rows.Add(words["activity.why.host"]);
        }
        foreach (var party in (await sets.ReadAsync<Row>()).Where(p => person.May(ActivityActs.See, p.Path)))
        {
            var post = person.PostThatMay(ActivityActs.See, party.Path)!;
            rows.Add(words["activity.why.party", party.Title, post.OrganisationName, words.Name(Enum.Parse<PostKind>(post.Post))]);
        }
        if (await sets.ReadFirstOrDefaultAsync<Line>() is { } line && activity.IsTold)
        {
            var role = words[line.IsObserver ? "activity.why.observer" : "activity.why.expected"];
            rows.Add(line.NotifiedAt is { } told ? words["activity.why.roll-told", role, words.Moment(new DateTimeOffset(DateTime.SpecifyKind(told, DateTimeKind.Utc)))] : words["activity.why.roll", role]);
        }
        return rows;
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string Path { get; set; } = "";

        public Guid HostMemberId { get; set; }

        public bool IsTold { get; set; }
    }

    private sealed class Line
    {
        public bool IsObserver { get; set; }

        public DateTime? NotifiedAt { get; set; }

        public string? Status { get; set; }
    }
}
