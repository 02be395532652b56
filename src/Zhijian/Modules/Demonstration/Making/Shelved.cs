using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// The library: texts written for this project, most of them of the committee, some of the branch whose sign-ins are printed and of what stands above it; one is still a draft.
/// Before them every organisation released excerpts of them, each with a question to talk about, until there are as many items as the published trial had.
/// </summary>
internal sealed class Shelved(University university, int seed, Rulebook rulebook, DateOnly first, DateOnly today, InstitutionTime time)
{
    /// <summary>Theory items that the trial's 34 organisations released (the published figure).</summary>
    public const int OfTheTrial = 1626;

    private readonly Rows _rows = new();
    private readonly Dictionary<string, Guid> _items = [];
    private readonly Words _words = new(time) { Language = TextFiles.Chinese };
    private readonly Dice _dice = Dice.For(seed, "library-review");
    private int _released;

    /// <param name="atLeast">How many released items there are in the end; the texts themselves where that is fewer.</param>
    public Rows Make(int atLeast)
    {
        var samples = LibrarySample.All();
        // One a day, the last one some days ago.
        foreach (var (index, sample) in samples.Index())
        {
            var day = today.AddDays(index - samples.Count - 2);
            Shelve(sample.With(_items), sample.Name, Author(sample.Organisation), time.At(day < first ? first : day, new TimeOnly(9, 20)), isDraft: sample.Organisation == "branch-draft");
        }
        Excerpt(samples, Math.Max(0, atLeast - _released));
        return _rows;
    }

    private void Excerpt(IReadOnlyList<LibrarySample> samples, int count)
    {
        var sections = samples.Where(s => s.Draft.Kind is LibraryKind.Article or LibraryKind.Cards && s.Draft.Language == "zh-CN" && s.Organisation == "committee")
            .SelectMany(s => CardDeck.Of(s.Draft.Text!).Where(c => c.Title.Length > 0).Select(c => (Sample: s, Card: c))).ToList();
        List<Unit> units = [university.Committee, .. university.GeneralBranches, .. university.Branches];
        var last = today.AddDays(-samples.Count - 3);
        for (var u = 0; u < units.Count; u++)
        {
            var (unit, dice) = (units[u], Dice.For(seed, "library:" + units[u].Name));
            var author = unit == university.Committee ? University.Holding(unit, PostKind.OrganizationDepartment) : unit.Posts.First(h => h.May(LibraryActs.Write) && h.Post.Until is null);
            var own = (count / units.Count) + (u < count % units.Count ? 1 : 0);
            foreach (var (number, (sample, card)) in dice.Draw(sections, own).Index())
            {
                // Evenly over the months before.
                var day = first.AddDays(Math.Max(0, last.DayNumber - first.DayNumber) * number / own);
                var draft = sample.Draft with
                {
                    Kind = LibraryKind.Article, Title = $"{card.Title}：学习摘编第 {number + 1} 期", Summary = $"摘自《{sample.Draft.Title}》。",
                    Text = $"## {card.Title}\n\n{card.Text}\n\n## 讨论\n\n{unit.Name}：说一件我们做到了的事，再说一件还没做到的事，商量由谁、什么时候补上。\n",
                };
                Shelve(draft, null, author, time.At(day, new TimeOnly(8 + (number % 10), 10 + (u % 40))), isDraft: false);
            }
        }
    }

    private void Shelve(LibraryDraft draft, string? name, Holding holding, DateTimeOffset at, bool isDraft)
    {
        var (unit, author) = (holding.Unit, holding.Acting());
        _rows.Act(LibraryItem.Draft(draft, unit.Id, unit.Name, unit.Path, author, at, out var item), author, at);
        _rows.Add(item!);
        if (name is not null)
        {
            _items[name] = item!.Id;
        }
        if (isDraft)
        {
            return;
        }
        _rows.Act(item!.HandIn([], null, item.Version), author, at.AddHours(1));
        var by = new Layers(unit, LibraryRecords.Item, rulebook, time).Approve(_rows, item.Id, _words.ToSubmit(item, [], author), holding, _dice, at.AddHours(1), at.AddHours(5));
        var released = item.Release([], at.AddHours(5), out var edition);
        _rows.Add(edition);
        _rows.Add(LibrarySearch.Of(edition, null));
        _rows.Act<LibraryItemReleased>(released, by.Acting(), at.AddHours(5));
        _released++;
    }

    private Holding Author(string organisation)
    {
        var branch = university.SignInBranch;
        return organisation switch
        {
            "branch" or "branch-draft" => University.Holding(branch, PostKind.Secretary),
            "general-branch" => University.Holding(branch.Parent!, PostKind.OrganizationCommissioner),
            _ => University.Holding(university.Committee, PostKind.OrganizationDepartment),
        };
    }
}
