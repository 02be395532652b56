using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Rules.Showing;

/// <summary>Finds rules in force by their name, their clause or their source, in either language.</summary>
internal sealed class SearchRules(Rulebook rulebook, InstitutionTime time, Words words) : ISearchSource
{
    public string TextKey => "rules.page";

    public int Order => 50;

    public Task<SearchFound> Find(string text, int most, CancellationToken cancel)
    {
        bool Holds(string said) => said.Contains(text, StringComparison.OrdinalIgnoreCase);
        var found = rulebook.On(time.Today).Packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal).SelectMany(p => p.Rules.Select(r => (Pack: p, Rule: r)))
            .Where(f => Holds(words[f.Rule.TitleKey]) || Holds(f.Rule.Clause) || Holds(f.Rule.Source.Title.Zh) || Holds(f.Rule.Source.Title.En)).Take(most);
        return Task.FromResult(new SearchFound([.. found.Select(f => new SearchHit(words[f.Rule.TitleKey], new HomeText("rules.found-clause", words.Title(f.Rule.Source.Title), f.Rule.Clause), $"/rules?pack={f.Pack.Id}#{f.Rule.Id}", "gavel"))], null));
    }
}
