using Zhijian.Modules.Organisations;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Questions.Bringing;
using Zhijian.Modules.Questions.Formats;
using Zhijian.Platform.Storage;

namespace Zhijian.Testing;

/// <summary>One of everything that the module of questions and papers keeps, in one branch.</summary>
internal static class QuestionSamples
{
    public const string Category = "样例/消防";

    private const string Gift =
        """
        ::单选::火警电话是？{=119#对 ~110#这是报警 ~120####记住三个号码}

        ::多选::应当带走的是{~%50%钥匙 ~%50%手机 ~%-100%煤气罐}

        ::判断::着火时可以坐电梯。{F#停电会困住人}

        ::填空::急救电话是{=120 =一二〇}

        ::数值::π 约为多少？{#3.14:0.01}

        ::匹配::电话与用途{=火警 -> 119 =急救 -> 120 =报警 -> 110}

        ::排序::灭火器的用法{>0 ALL VERTICAL ABSOLUTE_POSITION SHOW none
        拔
        瞄
        压
        }
        """;

    /// <summary>One question of each kind, released; the first of these is the single choice.</summary>
    public static List<BankQuestion> Released(ZhijianDb db, Organisation organisation, DateTimeOffset now)
    {
        var cloze = new Question { Name = "完形", Text = FormattedText.Of("火警 {1:SHORTANSWER:=119}，急救 {1:MULTICHOICE:=120~110}。", TextFormat.Html), Body = new ClozeBody(), Mark = 2 };
        List<BankQuestion> made = [.. GiftReader.Read(Gift).Questions.Select(q => q.Question).Append(cloze).Select(q => Of(q, organisation, now))];
        foreach (var question in made)
        {
            db.Add(question);
            db.Add(question.Release(now));
        }
        return made;
    }

    public static BankQuestion Of(Question question, Organisation organisation, DateTimeOffset now, string? category = null) =>
        BankQuestion.Of(new WrittenQuestion(question with { Category = category is null ? ["样例", "消防"] : [category] }, Difficulty.Easy, "自编"), organisation.Id, organisation.Name, organisation.Path, Guid.NewGuid(), now);

    public static Paper PaperOf(IEnumerable<BankQuestion> questions, Organisation organisation, DateTimeOffset now, bool opens)
    {
        var plan = new PaperPlan([.. questions.Select(q => new FixedQuestion(q.Id, 1))], [new DrawRule(1, Category, null, QuestionKind.Single, 1)]);
        Paper.Draft(new PaperDraft($"样例测验 {Guid.NewGuid():N}"[..12], "**开卷**", opens ? plan with { Draws = [] } : plan, 1, 0, null, AnswersShown.AfterHandIn, null, now.AddDays(30)) { ShufflesQuestions = true, ShufflesOptions = true, OpenBook = true, IsRequired = true },
            organisation.Id, organisation.Name, organisation.Path, new Platform.Deciding.Actor { Name = "周" }, now, out var paper);
        if (opens)
        {
            Assert.NotNull(paper!.Open(new PaperPool([.. questions.Select(q => new EditionOf(q.Id, 1))], []), 1, now).Fact);
        }
        return paper!;
    }

    public static PaperAttempt Attempt(ZhijianDb db, Paper paper, Guid member, int number) => db.Add(PaperAttempt.Of(paper, member, number, 20261121 + number)).Entity;

    public static (List<Guid> Questions, Guid Draft, Guid Release, Guid Import, Guid PaperDraft, Guid Paper, Guid Running, Guid HandedIn) Add(ZhijianDb db, Organisation organisation, Guid member, DateTimeOffset now)
    {
        var questions = Released(db, organisation, now);
        var draft = db.Add(Of(questions[0].Content with { Name = "草稿" }, organisation, now)).Entity;
        var waiting = db.Add(Of(questions[1].Content with { Name = "送审的" }, organisation, now)).Entity;
        QuestionRelease.Of("样例送审", [waiting], organisation.Id, organisation.Name, organisation.Path, new Platform.Deciding.Actor { Name = "周" }, now, out var release);
        var import = Import(organisation, now);
        var (setting, paper) = (PaperOf(questions.Take(2), organisation, now, opens: false), PaperOf(questions, organisation, now, opens: true));
        db.AddRange(release!, import, setting, paper);
        var running = Attempt(db, paper, member, 2);
        var handedIn = Attempt(db, paper, member, 1);
        var byId = questions.ToDictionary(q => q.Id, q => q.Content);
        var graded = handedIn.HandIn(paper, [.. handedIn.Questions.Select(q => (byId[q.QuestionId], false, (AnswerSheet?)new AnswerSheet([["0"]])))]);
        db.AddRange(graded.Select(g => new PaperAnswer { AttemptId = handedIn.Id, Place = g.Place, MemberId = member, QuestionId = handedIn.Questions[g.Place - 1].QuestionId, Number = 1, Sheet = new AnswerSheet([["0"]]), Given = g.Given, Share = g.Share }));
        db.Add(new PaperResult { MemberId = member, PaperId = paper.Id, Path = organisation.Path, OrganisationId = organisation.Id, HandedIn = 1, IsPassed = handedIn.IsPassed });
        db.Add(new PracticeQuestion { MemberId = member, QuestionId = questions[0].Id, Number = 1, PaperId = paper.Id });
        return ([.. questions.Select(q => q.Id)], draft.Id, release!.Id, import.Id, setting.Id, paper.Id, running.Id, handedIn.Id);
    }

    public static QuestionImport Import(Organisation organisation, DateTimeOffset now) => new()
    {
        Path = organisation.Path, OrganisationId = organisation.Id, OrganisationName = organisation.Name, FileName = "样例.gift", Format = QuestionFormat.Gift, Source = "自编", CreatedBy = Guid.NewGuid(), CreatedAt = now,
        Content = $"$CATEGORY: 带来的\n\n::带来{Guid.NewGuid():N}::一道题{{T}}\n\n没有结束{{=a\n",
    };
}
