using Zhijian.Modules.Rules;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>What organisations must open and have not; where a text is on its way, nobody needs reminding before the last day.</summary>
internal sealed class OpenMatters(InstitutionTime time) : IMatterSource
{
    private const int Minutes = 10;

    public string Kind => "open-affairs";

    public string Sql =>
        """
        select e.organisation_id, e.path, e.id as about, e.due_on, array[e.item] as details,
          case when exists (select 1 from article a where a.entry_id = e.id and a.state in ('Draft', 'InReview', 'Scheduled')) then e.due_on end as arranged_on
        from open_entry e where e.state = 'Due' and e.due_on <= @until
        """;

    public HomeTask Say(Matter matter) => new(
        new HomeText("publishing.matter-open", Enum.Parse<OpenItem>(matter.Details[0])), Minutes, time.LastMinuteOf(matter.DueOn), $"/news/new?entry={matter.About}", new HomeText("publishing.write"), matter.DueOn < time.Today ? "is-late" : "", "list-check");

    public string? SeenAt(Matter matter) => "/news/open-affairs?state=Due";
}
