using Zhijian.Modules.People.Posts;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Ahead;

/// <summary>Organisations whose leading post nobody holds, to be filled within the days of the rule since it was held last, or since the founding.</summary>
internal sealed class VacantPostMatters(Rulebook rulebook, InstitutionTime time) : IMatterSource
{
    private const int Minutes = 5;

    public string Kind => "vacant-post";

    // A post that fell vacant long ago is for the list of vacant posts, not for a reminder.
    public string Sql =>
        $"""
        select v.id as organisation_id, v.path, v.id as about, v.since + @vacantDays as due_on, array[v.kind] as details, null::date as arranged_on from (
          select o.id, o.path, o.kind, coalesce((select max(h.until) from post_holding h where h.organisation_id = o.id and h.post = {PostsQuery.LeadingPost}), o.founded_on) as since
          from organisation o where {PostsQuery.IsLedByNobody}) v
        where v.since > @today::date - 366
        """;

    public IEnumerable<KeyValuePair<string, object>> Values => [new("vacantDays", rulebook.On(time.Today).Reminders.Vacancy.FillWithinDays)];

    public HomeTask Say(Matter matter)
    {
        var post = matter.Details[0] == nameof(OrganisationKind.PartyGroup) ? PostKind.GroupLeader : PostKind.Secretary;
        return new(new HomeText("people.matter-vacant", post), Minutes, time.LastMinuteOf(matter.DueOn), $"/people/posts/{matter.OrganisationId}", new HomeText("people.open-posts"), "", "user-plus");
    }

    public string? SeenAt(Matter matter) => $"/people/posts/{matter.OrganisationId}";
}
