using System.Globalization;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// The bank and papers: 300 questions written for this project, brought as files, reviewed and released by the committee; three papers, and what members of some branches
/// answered. Somebody of the branch whose sign-ins are printed is in the middle of one.
/// </summary>
internal sealed class Examined(University university, int seed, Rulebook rulebook, DateOnly first, DateOnly today, InstitutionTime time)
{
    private const int RightInTen = 7;
    private readonly Rows _rows = new();
    private readonly List<(BankQuestion Question, QuestionEdition Edition)> _released = [];
    private readonly Holding _department = University.Holding(university.Committee, PostKind.OrganizationDepartment);
    private readonly Words _words = new(time) { Language = TextFiles.Chinese };
    private readonly Dice _dice = Dice.For(seed, "questions-review");

    /// <param name="branches">How many branches took part.</param>
    public Rows Make(int branches)
    {
        var begin = today.AddDays(-40) < first ? first : today.AddDays(-40);
        foreach (var (index, file) in SampleQuestions.Files.Index())
        {
            Release(file, time.At(begin.AddDays(index), new TimeOnly(9, 10)));
        }
        var opened = begin.AddDays(SampleQuestions.Files.Count + 1);
        var branch = university.SignInBranch;
        var safety = Set("校园安全入门", "先读一读学习库里的消防和急救卡片。可以查阅资料。", university.Committee, _department, [new DrawRule(6, "校园安全/消防", null, QuestionKind.Single, 1), new DrawRule(4, "校园安全/防诈骗与个人信息", null, QuestionKind.TrueFalse, 1), new DrawRule(5, "急救", null, QuestionKind.Single, 2)], passMark: 14, required: true, time.At(opened, new TimeOnly(8, 30)));
        var life = Set("组织生活基本规定", "对照公开发布的条例作答，开卷。", university.Committee, _department, [new DrawRule(8, "组织生活与发展党员", null, QuestionKind.Single, 1), new DrawRule(2, "组织生活与发展党员", null, QuestionKind.TrueFalse, 1)], passMark: 6, required: false, time.At(opened.AddDays(1), new TimeOnly(8, 30)));
        var reading = Set("图书馆怎么用", "给新来的同学。", branch, University.Holding(branch, PostKind.Secretary), [new DrawRule(5, "图书馆使用", Difficulty.Easy, null, 1)], passMark: 3, required: false, time.At(opened.AddDays(2), new TimeOnly(8, 30)));

        List<Unit> taking = [branch, .. university.Branches.Where(b => b != branch).Take(branches - 1)];
        foreach (var unit in taking)
        {
            var dice = Dice.For(seed, "papers:" + unit.Name);
            foreach (var (number, person) in unit.People.Where(p => p.BelongedOn(today)).Index())
            {
                // The last of each branch has not got round to it yet; the first of the sign-in branch is in the middle.
                var day = opened.AddDays(3 + (number % 5));
                if (number % 6 != 5 && day < today)
                {
                    Take(safety, person, dice, time.At(day, new TimeOnly(12, 10 + (number % 40))));
                }
                if (number % 4 == 0 && day < today)
                {
                    Take(life, person, dice, time.At(day, new TimeOnly(19, 10 + (number % 40))));
                }
            }
        }
        foreach (var person in branch.People.Where(p => p.BelongedOn(today)).Take(3))
        {
            Begin(reading, person, Dice.For(seed, "reading:" + person.Member.Id), time.At(today.AddDays(-1), new TimeOnly(20, 0)));
        }
        return _rows;
    }

    private void Release(string file, DateTimeOffset at)
    {
        var (unit, author) = (university.Committee, _department.Acting());
        var import = _rows.Add(SampleQuestions.Bring(file, unit.Id, unit.Name, unit.Path, author, at));
        _rows.Act<QuestionsBrought>(new QuestionsBrought(import.Id, import.Path, import.FileName), author, at);
        var (decision, questions) = SampleQuestions.Take(import, author, at);
        _rows.Act(decision, author, at.AddMinutes(10));
        _rows.Act(QuestionRelease.Of($"{questions[0].Category} {questions.Count} 题", questions, unit.Id, unit.Name, unit.Path, author, at.AddMinutes(20), out var release), author, at.AddMinutes(20));
        var by = new Layers(unit, QuestionRecords.Release, rulebook, time).Approve(_rows, release!.Id, _words.ToSubmit(release, questions, author), _department, _dice, at.AddMinutes(20), at.AddHours(4));
        foreach (var question in questions)
        {
            var edition = question.Release(at.AddHours(4));
            _rows.Add(question);
            _rows.Add(edition);
            _released.Add((question, edition));
        }
        release.State = ReleaseState.Released;
        _rows.Add(release);
        _rows.Act<QuestionsReleased>(new QuestionsReleased(release.Id, release.Path, release.Title, questions.Count), by.Acting(), at.AddHours(4));
    }

    private Paper Set(string title, string note, Unit unit, Holding holding, IReadOnlyList<DrawRule> rules, decimal passMark, bool required, DateTimeOffset at)
    {
        var author = holding.Acting();
        var draft = new PaperDraft(title, note, new PaperPlan([], rules), passMark, 0, null, AnswersShown.AfterHandIn, null, null) { ShufflesQuestions = true, ShufflesOptions = true, OpenBook = true, IsRequired = required };
        _rows.Act(Paper.Draft(draft, unit.Id, unit.Name, unit.Path, author, at, out var paper), author, at);
        var pool = new PaperPool([], [.. rules.Select(r => (IReadOnlyList<EditionOf>)[.. _released.Where(q => Fits(r, q.Edition)).Select(q => new EditionOf(q.Question.Id, 1))])]);
        _rows.Act(paper!.Open(pool, paper.Version, at.AddMinutes(30)), author, at.AddMinutes(30));
        return _rows.Add(paper);
    }

    private void Take(Paper paper, Person person, Dice dice, DateTimeOffset at)
    {
        var attempt = Begin(paper, person, dice, at);
        var answers = _rows.Of<PaperAnswer>().Where(a => a.AttemptId == attempt.Id).ToDictionary(a => a.Place);
        var graded = attempt.HandIn(paper, [.. attempt.Questions.Select((q, i) => (Content(q), false, answers.GetValueOrDefault(i + 1)?.Sheet))]);
        foreach (var one in graded)
        {
            var drawn = attempt.Questions[one.Place - 1];
            var row = answers.GetValueOrDefault(one.Place) ?? _rows.Add(new PaperAnswer { AttemptId = attempt.Id, Place = one.Place, MemberId = attempt.MemberId, QuestionId = drawn.QuestionId, Number = drawn.Number });
            (row.Given, row.Share) = (one.Given, one.Share);
            if (!one.IsRight && !_rows.Of<PracticeQuestion>().Any(p => p.MemberId == attempt.MemberId && p.QuestionId == drawn.QuestionId))
            {
                _rows.Add(new PracticeQuestion { MemberId = attempt.MemberId, QuestionId = drawn.QuestionId, Number = drawn.Number, PaperId = paper.Id });
            }
        }
        _rows.Add(new PaperResult { MemberId = attempt.MemberId, PaperId = paper.Id, Path = person.Member.Path, OrganisationId = person.Member.OrganisationId, HandedIn = 1, IsPassed = attempt.IsPassed });
        _rows.Act<PaperHandedIn>(new PaperHandedIn(attempt.Id, person.Member.Path, paper.Id), person.Acting(), at.AddHours(1));
    }

    /// <summary>A copy with some answers, which is not handed in yet.</summary>
    private PaperAttempt Begin(Paper paper, Person person, Dice dice, DateTimeOffset at)
    {
        var attempt = _rows.Add(PaperAttempt.Of(paper, person.Member.Id, 1, dice.Below(int.MaxValue)));
        _rows.Act<OwnPaperWritten>(new OwnPaperWritten(person.Member.Id, person.Member.Path), person.Acting(), at);
        foreach (var (index, drawn) in attempt.Questions.Index().Where(_ => !dice.Percent(8)))
        {
            var question = Content(drawn);
            var sheet = new AnswerSheet([[Answer(question, attempt.Shown(index + 1, question, paper.ShufflesOptions), dice)]]);
            _rows.Add(new PaperAnswer { AttemptId = attempt.Id, Place = index + 1, MemberId = attempt.MemberId, QuestionId = drawn.QuestionId, Number = drawn.Number, Sheet = sheet });
        }
        return attempt;
    }

    private static string Answer(Question question, Arrangement shown, Dice dice)
    {
        var knows = dice.Below(10) < RightInTen;
        return question.Body switch
        {
            TrueFalseBody body => body.IsTrue == knows ? "true" : "false",
            ChoiceBody body => (knows ? shown.Places.Index().First(p => body.Choices[p.Item].Fraction > 0).Index : dice.Below(shown.Places.Count)).ToString(CultureInfo.InvariantCulture),
            NumericalBody body when knows => body.Answers[0].Value!.Value.ToString(CultureInfo.InvariantCulture),
            ShortAnswerBody body when knows => body.Answers[0].Text,
            _ => "1",
        };
    }

    private Question Content(DrawnQuestion drawn) => _released.First(q => q.Question.Id == drawn.QuestionId).Edition.Content;

    private static bool Fits(DrawRule rule, QuestionEdition edition) =>
        edition.Category == rule.Category && (rule.Difficulty is null || rule.Difficulty == edition.Difficulty) && (rule.Kind is null || rule.Kind == edition.Kind);
}
