using Zhijian.Modules.Publishing;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// What the organisations tell: texts written for this project in every state, a page of its own for each organisation, and the last quarter's entries of the
/// timetable of open affairs, which all but a few branches opened.
/// </summary>
internal sealed class Informed(University university, int seed, Rulebook rulebook, DateOnly first, DateOnly today, InstitutionTime time)
{
    private const int StillDueOneIn = 9;

    private readonly Rows _rows = new();
    private readonly Dictionary<string, Guid> _articles = [];
    private readonly Holding _office = University.Holding(university.Committee, PostKind.CommitteeOffice);
    private readonly RulesInForce _rules = rulebook.On(today);
    private readonly Words _words = new(time) { Language = TextFiles.Chinese };
    private readonly Dice _dice = Dice.For(seed, "news");

    public Rows Make()
    {
        var samples = ArticleSample.All();
        foreach (var (index, sample) in samples.Index())
        {
            var days = Math.Max(1, samples.Count - index) * 2;
            var day = sample.State switch { "draft" or "in-review" or "scheduled" => today.AddDays(-1), "expired" => today.AddDays(-20), _ => today.AddDays(-days) };
            Tell(sample, Author(sample, index), day < first ? first : day);
        }
        Present();
        OpenTheQuarter();
        return _rows;
    }

    private void Tell(ArticleSample sample, Holding holding, DateOnly day)
    {
        var at = time.At(day, new TimeOnly(9, 30));
        var draft = sample.With(_articles, sample.State == "published" && sample.Until is not null ? today : day);
        if (sample.State == "scheduled")
        {
            draft = draft with { ShownFrom = time.At(today.AddDays(sample.Days), new TimeOnly(8, 0)), FirstDay = today.AddDays(sample.Days) };
        }
        var article = Begin(draft, holding, at);
        _articles[sample.Name] = article.Id;
        switch (sample.State)
        {
            case "draft":
                return;
            case "in-review":
                Wait(article, holding, at.AddHours(1));
                return;
        }
        var edition = LetGo(article, holding, at);
        switch (sample.State)
        {
            case "scheduled":
                return;
            case "expired":
                Show(article, edition, at.AddHours(5), stays: false);
                edition.State = ShowingState.Expired;
                _rows.Act<ArticleExpired>(article.Expire(), Actor.OfSystem("publishing"), time.At(day.AddDays(2), new TimeOnly(0, 1)));
                return;
            case "withdrawn":
                Show(article, edition, at.AddHours(5), stays: false);
                edition.State = ShowingState.Withdrawn;
                _rows.Act(article.Withdraw("东门施工提前结束，停放区不变", article.Version), holding.Acting(), at.AddHours(30));
                return;
            default:
                Show(article, edition, at.AddHours(5), stays: true);
                return;
        }
    }

    /// <summary>Each organisation has a page of its own; those that wrote none say how they can be reached.</summary>
    private void Present()
    {
        var written = _rows.Of<Article>().Where(a => a.Kind == ArticleKind.About).Select(a => a.OrganisationId).ToHashSet();
        foreach (var unit in Units().Where(u => !written.Contains(u.Id)))
        {
            var at = time.At(first.AddDays(_dice.Between(2, 12)), new TimeOnly(_dice.Between(9, 17), _dice.Below(60)));
            var text = unit.Children is { Count: > 0 } below
                ? $"# 所属支部\n\n{string.Join('\n', below.Select(b => $"- {b.Name}"))}\n\n# 怎么联系\n\n学院办公室，工作日 8:30 至 17:00。\n"
                : $"# 日常\n\n每月一次主题党日，每季度一次党员大会，活动前三天通知。\n\n# 怎么联系\n\n组织委员在{unit.Parent!.Name}，先发消息，再见面。\n";
            var holding = Writing(unit);
            var article = Begin(new ArticleDraft(ArticleKind.About, unit.Name, "我们是谁，怎么联系。", text, Article.Languages[0], OpenScope.Public, null, null, null, null), holding, at);
            Show(article, LetGo(article, holding, at), at.AddHours(5), stays: true);
        }
    }

    /// <summary>Organisational life of the quarter that ended last.</summary>
    private void OpenTheQuarter()
    {
        var rule = _rules.OpenAffairs.Items[OpenItem.OrganisationalLife];
        var period = rule.PeriodOn(today)!.Value;
        var what = OpenOccurrence.Of(rule, period, _rules.Calendar);
        if (period.First < first.AddMonths(-1))
        {
            return;
        }
        foreach (var (index, unit) in university.Branches.Where(b => rule.OwedBy.Contains(b.Kind)).Index())
        {
            var entry = _rows.Add(OpenEntry.Of(rule, new Publisher(unit.Id, unit.Name, unit.Path), what, today, _rules.Calendar));
            if (index % StillDueOneIn == StillDueOneIn - 1 && unit.Name != Loading.Loader.SignInBranch)
            {
                continue;
            }
            var day = period.Last.AddDays(_dice.Between(3, 12));
            var (holding, at) = (Writing(unit), time.At(day > today ? today : day, new TimeOnly(_dice.Between(9, 17), _dice.Below(60))));
            var draft = new ArticleDraft(
                ArticleKind.Disclosure, $"{unit.Name}：{period.Year} 年第 {period.Number} 季度组织生活情况", null,
                "# 开了什么会\n\n本季度的党员大会、支委会、党小组会、党课和主题党日记录已经归档，次数和记录在“数字”和“记录簿”里点开可查。\n\n# 下季度\n\n日程写在活动日历里，提前三天通知。\n", Article.Languages[0], OpenScope.Own, null, null, null, what.DueOn!.Value.AddDays(180))
            {
                Item = OpenItem.OrganisationalLife, EntryId = entry.Id,
            };
            var article = Begin(draft, holding, at);
            Show(article, LetGo(article, holding, at), at.AddHours(5), stays: true);
            _rows.Act<OpenEntryOpened>(entry.OpenBy(article.Id, time.DayOf(at.AddHours(5))), _office.Acting(), at.AddHours(5));
        }
    }

    private Article Begin(ArticleDraft draft, Holding holding, DateTimeOffset at)
    {
        var (unit, author) = (holding.Unit, holding.Acting());
        _rows.Act(Article.Draft(draft, new Publisher(unit.Id, unit.Name, unit.Path), author, at, out var article), author, at);
        return _rows.Add(article!);
    }

    private ArticleEdition LetGo(Article article, Holding holding, DateTimeOffset at)
    {
        HandIn(article, holding, at.AddHours(1));
        var by = Chain(holding).Approve(_rows, article.Id, ToSubmit(article, holding, at.AddHours(1)), holding, _dice, at.AddHours(1), at.AddHours(5));
        _rows.Act<ArticleApproved>(article.Approve([], null, at.AddHours(5), out var edition), by.Acting(), at.AddHours(5));
        return _rows.Add(edition);
    }

    private void HandIn(Article article, Holding holding, DateTimeOffset at)
    {
        var day = time.DayOf(at);
        var shown = article.ShownFrom is { } from ? time.DayOf(from) : day;
        _rows.Act(article.HandIn(0, article.Item is { } item ? _rules.OpenAffairs.Items[item] : null, _rules.Calendar, day, shown, article.Version), holding.Acting(), at);
    }

    private void Show(Article article, ArticleEdition edition, DateTimeOffset at, bool stays)
    {
        edition.State = ShowingState.Current;
        _rows.Act<ArticlePublished>(article.Publish(), _office.Acting(), at);
        if (stays && PublicArticle.Of(edition) is { } open)
        {
            _rows.Add(open);
        }
    }

    /// <summary>Handed in; it waits for the first layer.</summary>
    private void Wait(Article article, Holding holding, DateTimeOffset at)
    {
        HandIn(article, holding, at);
        Layers.Keep(_rows, Chain(holding).HandIn(_rows, article.Id, ToSubmit(article, holding, at), holding, _dice, at));
    }

    private Layers Chain(Holding holding) => new(holding.Unit, PublishingRecords.Article, rulebook, time);

    private Submitting ToSubmit(Article article, Holding holding, DateTimeOffset at) => new(
        holding.Person.Member.Id, holding.Person.Member.Name, _words["publishing.case", article.Title], _words.ContentOf(ArticleEdition.Of(article, [], null, article.ShownFrom ?? at, at), []));

    private IEnumerable<Unit> Units() => [university.Committee, .. university.GeneralBranches, .. university.Branches];

    private static Holding Writing(Unit unit) => unit.Posts.First(h => h.May(PublishingActs.Write) && h.Post.Until is null);

    /// <summary>What asks something of readers or is still being written is of the branch whose sign-ins are printed, or of what stands above it; the others write in turn.</summary>
    private Holding Author(ArticleSample sample, int index)
    {
        var signsIn = university.SignInBranch;
        return sample.Organisation switch
        {
            "branch" when sample.State == "draft" || sample.Draft.Kind == ArticleKind.Notice || sample.Draft.Kind == ArticleKind.About => Writing(signsIn),
            "branch" => Writing(university.Branches[index % university.Branches.Count]),
            "general-branch" when sample.Draft.Audience == OpenScope.Own => Writing(signsIn.Parent!),
            "general-branch" when university.GeneralBranches.Count > 0 => Writing(university.GeneralBranches[index % university.GeneralBranches.Count]),
            _ => University.Holding(university.Committee, PostKind.OrganizationDepartment),
        };
    }
}
