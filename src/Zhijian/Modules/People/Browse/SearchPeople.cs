using Zhijian.Platform.Deciding;
using Zhijian.Platform.Web;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.People.Browse;

/// <summary>Finds people by a part of their name, its pinyin or the beginning of their number, as the list of members does, and those with a name that is nearly so.</summary>
internal sealed class SearchPeople(MemberListQuery members, Actor actor) : ISearchSource
{
    public string TextKey => "people.menu";

    public int Order => 20;

    public async Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        if (!actor.May(PeopleActs.See))
        {
            return SearchFound.Nothing;
        }
        var page = (await members.Run(new MemberFilter(text), null, most, withChoices: false, actor, cancel)).Page;
        return SearchFound.Of(page, m => Hit(m, Why(m, text)), "/people", "Search", text);
    }

    public async Task<IReadOnlyList<SearchHit>> Near(string text, int most, CancellationToken cancel) => actor.May(PeopleActs.See)
        ? [.. (await members.Near(text, most, actor, cancel)).Select(m => Hit(m, new HomeText("people.found-near", m.OrganisationName, m.Spelled ?? "")))]
        : [];

    private static SearchHit Hit(MemberRow member, HomeText why) => new(member.Name, why, $"/people/{member.Id}", "user");

    /// <summary>Where the person belongs; and the pinyin, where that is what was found.</summary>
    private static HomeText Why(MemberRow member, string text)
    {
        if (member.Spelled is null || SpelledNeedle.Read(text) is not { } needle || member.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
        {
            return new HomeText("people.found-at", member.OrganisationName);
        }
        var isOther = member.SpelledAlso is { } also && !member.Whole.StartsWith(needle.Letters, StringComparison.Ordinal) && also.Replace(" ", "", StringComparison.Ordinal).StartsWith(needle.Letters, StringComparison.Ordinal);
        return new HomeText("people.found-spelled", member.OrganisationName, isOther ? member.SpelledAlso! : member.Spelled);
    }
}
