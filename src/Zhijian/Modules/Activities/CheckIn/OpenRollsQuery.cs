using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Activities.CheckIn;

/// <summary>Activities whose roll is open now and that expect the person.</summary>
internal sealed class OpenRollsQuery(Fence fence)
{
    public async Task<IReadOnlyList<OpenRoll>> Find(Actor actor, CancellationToken cancel)
    {
        var own = await fence.Rows<Guid>("select activity_id from attendance where member_id = @MemberId order by activity_id desc limit 100", new { actor.MemberId }, cancel);
        if (own.Count == 0)
        {
            return [];
        }
        fence.Admit(own);
        return await fence.Rows<OpenRoll>(
            """
            select a.id, a.title, a.starts_at as StartsAt, a.place, t.status from activity a join attendance t on t.activity_id = a.id and t.member_id = @MemberId
            where a.id = any(@own) and a.state = 'RollOpen' order by a.starts_at
            """,
            new { own = own.ToArray(), actor.MemberId }, cancel);
    }

    internal sealed class OpenRoll
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public DateTimeOffset StartsAt { get; set; }

        public string? Place { get; set; }

        public string? Status { get; set; }
    }
}
