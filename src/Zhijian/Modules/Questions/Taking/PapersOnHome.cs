using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>Puts on a person's own home page the papers that everybody is to hand in and they have not yet. Which others they take is their own affair.</summary>
internal sealed class PapersOnHome(Rulebook rulebook, InstitutionTime time) : ITaskSource
{
    private const int Few = 3;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => actor.MemberId == Guid.Empty || actor.Space is not null ? null : new(
        $"""
        select p.id, p.title, p.organisation_name as OrganisationName, p.questions, p.closes_at as ClosesAt, t.id as Running
        from paper p left join paper_result r on r.paper_id = p.id and r.member_id = @member
        left join paper_attempt t on t.paper_id = p.id and t.member_id = @member and t.state = 'Running'
        where p.path = any (array(select substr(@path, 1, i) from generate_series(1, length(@path)) i where substr(@path, i, 1) = '.')) and {TakeQuery.IsOpen} and p.is_required
          and (p.opens_at is null or p.opens_at <= @now) and coalesce(r.handed_in, 0) = 0
          and {TakeQuery.IsMeant}
        order by p.closes_at, p.id limit {Few};
        """,
        async sets => [.. (await sets.ReadAsync<RequiredPaper>()).Select(p => p.Task(rulebook.On(time.Today).Costs))]);

    private sealed class RequiredPaper
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";

        public string OrganisationName { get; set; } = "";

        public int Questions { get; set; }

        public DateTimeOffset? ClosesAt { get; set; }

        public Guid? Running { get; set; }

        public HomeTask Task(CostRules costs) => new(
            new HomeText("papers.home.take", Title), costs.MinutesOf(AskedTask.PaperQuestion, Questions), ClosesAt, Running is { } copy ? $"/papers/attempts/{copy}" : $"/papers/{Id}",
            new HomeText(Running is null ? "papers.home.begin" : "papers.home.go-on"), "", "checklist")
        {
            Detail = new HomeText("papers.home.asked-by", OrganisationName, Questions),
        };
    }
}
