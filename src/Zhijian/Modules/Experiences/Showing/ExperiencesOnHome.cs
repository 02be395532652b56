using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Experiences.Showing;

/// <summary>Puts on a person's own home page the activities whose hosts would like to hear of them. Never late: nobody has to.</summary>
internal sealed class ExperiencesOnHome(Rulebook rulebook, InstitutionTime time) : ITaskSource
{
    private const int Most = 2;

    public HomeQuestion<HomeTask>? Tasks(Actor actor, DateTimeOffset now) => actor.MemberId == Guid.Empty || actor.Space is not null ? null : new(
        $"select i.activity_id as ActivityId, i.activity_title as Title, i.organisation_name as OrganisationName, i.welcome_until as WelcomeUntil from experience_invitation i where i.member_id = @member and i.welcome_until >= @today order by i.welcome_until, i.activity_id limit {Most};",
        async sets => [.. (await sets.ReadAsync<Invited>()).Select(i => i.Task(rulebook.On(time.Today).Costs.MinutesOf(AskedTask.ExperienceReport)))]);

    private sealed class Invited
    {
        public Guid ActivityId { get; set; }

        public string Title { get; set; } = "";

        public string OrganisationName { get; set; } = "";

        public DateOnly WelcomeUntil { get; set; }

        public HomeTask Task(int minutes) => new(new HomeText("experiences.task", Title), minutes, null, $"/activities/{ActivityId}/experience", new HomeText("experiences.task-open"), "", "pencil")
        {
            Detail = new HomeText("experiences.task-detail", OrganisationName, WelcomeUntil),
        };
    }
}
