using Zhijian.Modules.Conversation;
using Zhijian.Modules.Publishing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>What readers said below the articles that are open for it: a few comments, questions with their answers, and one report that was decided.</summary>
internal sealed class Conversed(University university, Rows told, Rulebook rulebook, DateOnly today, DateTimeOffset now)
{
    /// <summary>By a word of the article's title.</summary>
    private static readonly Said[] Texts =
    [
        new("宿舍报修", ["我们寝室的水龙头修好了，谢谢登记的两位同学。", "五楼东侧开水房的灯也不亮，下次可以一起登记吗？", "门锁的配件到了请在群里说一声，我白天都在。"], "可以，已经加进下次的清单。", [("周末还会再安排一次吗？", "会。月底周六上午再来一次，提前三天通知。"), ("清单在哪里能看到？", "贴在一楼值班室旁边，修好一处划掉一处。")])
        {
            Advertisement = "代修电脑、出租投影仪，加群从优。",
        },
        new("读书小组", ["上个月那本我读了一半，聊完又读完了。", "能不能提前一周把书放到书架上？"], "可以，每月 25 日前放好。", [("研一的同学可以来吗？", "可以，直接来。")]),
        new("食堂夜宵", [], "", [("清真窗口也会开吗？", "先开一个，和后勤商量好了从第二周起。")]),
        new("302 室", ["302 的投影仪要提前五分钟开。", "轮椅能从东门电梯上来吗？"], "能，东门电梯到三层，出门右转。", [("晚上七点以后门禁还能进吗？", null)]),
    ];

    private readonly Rows _rows = new();
    private readonly ConversationRules _rules = rulebook.On(today).Conversation;

    public Rows Make()
    {
        foreach (var edition in told.Of<ArticleEdition>().Where(e => e.State == ShowingState.Current && e.Conversing != Conversing.Nothing && e.ShownFrom < now.AddHours(-6)))
        {
            if (Texts.FirstOrDefault(t => edition.Title.Contains(t.Word, StringComparison.Ordinal)) is { } said)
            {
                TalkAbout(edition, said);
            }
        }
        return _rows;
    }

    private void TalkAbout(ArticleEdition article, Said said)
    {
        var unit = Units().First(u => u.Id == article.OrganisationId);
        var answers = unit.Posts.First(h => h.May(ConversationActs.Answer) && h.Post.Until is null);
        var readers = (unit.Kind == OrganisationKind.GeneralBranch ? university.Branches.Where(b => b.Parent == unit) : [unit])
            .SelectMany(b => b.People).Where(p => p.Member.LeftOn is null && p.BelongedOn(today) && p != answers.Person).Take(6).ToList();
        var at = article.ShownFrom;
        foreach (var (index, (ask, answer)) in said.Questions.Index())
        {
            var reader = readers[index % readers.Count].Acting();
            var asked = at.AddMinutes(40 + (index * 25));
            _rows.Act(ArticleQuestion.Ask(article, ask, named: index == 0, 0, _rules.Writing, reader, asked, out var question), reader, asked);
            _rows.Add(question!);
            if (answer is not null)
            {
                _rows.Act(question!.AnswerIt(answer, shown: true, _rules.Writing, question.Version, answers.Acting(), asked.AddHours(2)), answers.Acting(), asked.AddHours(2));
            }
        }
        foreach (var (index, text) in said.Comments.Index())
        {
            var comment = Say(article, text, readers[(index + 2) % readers.Count], at.AddMinutes(55 + (index * 30)));
            if (index == 1)
            {
                _rows.Act(comment.AnswerIt(said.Answer, unit.Name, _rules.Writing, comment.Version, answers.Acting(), comment.At.AddHours(1)), answers.Acting(), comment.At.AddHours(1));
            }
        }
        if (said.Advertisement is { } advertisement)
        {
            Report(unit, Say(article, advertisement, readers[^1], at.AddHours(3)), readers[0]);
        }
    }

    private ArticleComment Say(ArticleEdition article, string text, Person reader, DateTimeOffset at)
    {
        _rows.Act(ArticleComment.Write(article, text, 0, _rules.Writing, reader.Acting(), at, out var comment), reader.Acting(), at);
        return _rows.Add(comment!);
    }

    /// <summary>An advertisement was reported and hidden, with a reason.</summary>
    private void Report(Unit unit, ArticleComment comment, Person reader)
    {
        var (reported, decided) = (comment.At.AddMinutes(20), comment.At.AddHours(2));
        _rows.Act(MisuseCase.Report(comment, _rules.Reasons[MisuseReason.Advertisement], "", null, before: false, reader.Acting(), reported, out var begun, out var report), reader.Acting(), reported);
        var moderator = (unit.Posts.FirstOrDefault(h => Decides(h, comment, reader)) ?? unit.Parent!.Posts.First(h => Decides(h, comment, reader))).Acting();
        _rows.Act(_rows.Add(begun!).Decide(comment, hides: true, "内容是出租和代修的广告，与本文无关。", reported: false, begun!.Version, moderator, decided), moderator, decided);
        _rows.Add(report!);
    }

    private static bool Decides(Holding holding, ArticleComment comment, Person reader) => holding.May(ConversationActs.Moderate) && holding.Post.Until is null && holding.Person.Member.Id != comment.MemberId && holding.Person != reader;

    private IEnumerable<Unit> Units() => [university.Committee, .. university.GeneralBranches, .. university.Branches];

    /// <summary>What is said below one article.</summary>
    private sealed record Said(string Word, string[] Comments, string Answer, (string Ask, string? Answer)[] Questions)
    {
        public string? Advertisement { get; init; }
    }
}
