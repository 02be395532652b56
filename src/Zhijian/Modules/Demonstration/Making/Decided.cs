using Zhijian.Modules.Resolutions;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// Questions put to the committee, and to the general branch and the branch whose sign-ins are printed: some are discussed, some resolved with tasks that run, some ended, one was taken back.
/// </summary>
internal sealed class Decided(University university, DateOnly first, DateOnly today, InstitutionTime time)
{
    private static readonly Question[] OfTheCommittee =
    [
        new("学习室晚间开放到几点", "考试周前后，主楼学习室每晚都坐满。开放时间越长，值班和水电的安排越多。\n\n- 现在：每天 8:00 至 22:00\n- 值班：现由两名同学轮流",
            ["保持 22:00", "延长到 23:00，值班由各总支轮流", "只在考试月延长到 23:00"], 38)
        {
            Said = ["延长不难，难在值班。轮流的话一个总支一个月排不到两次。", "建议先按考试月试，有了数字再说全年的事。", "保洁那边说 23:00 以后也能来收。"],
            Chosen = 2, Resolution = "考试月（6 月、1 月）学习室开放到 23:00，其余时间不变；试行一学期后看使用人数再定。",
            Tasks = [new("排出考试月的值班表，发到各总支", 10, IsDone: true), new("在门口和网上写明开放时间", 12, IsDone: true)],
            Outcome = "值班表已排好并公布，考试月起执行。",
        },
        new("下学期的交流会办一次大的还是几次小的", "各总支想听别的支部怎么把组织生活会开实。往年是一次两百人的大会。",
            ["一次大会，邀请全校支部", "分四次，每次八到十个支部，换着发言"], 12)
        {
            Said = ["大会上只有六个人能讲，其他人都在听。", "小的好，但要有人把每次讲的记下来给没到的人看。"],
        },
    ];

    private static readonly Question[] OfTheGeneralBranch =
    [
        new("本学期结对帮扶联系哪一处", "上学期联系的社区图书角已经移交给居民自己管。可以接着做，也可以换一处更需要的。",
            ["继续联系社区图书角", "联系校内后勤职工子女的课后看护", "联系邻近小学的科学课"], 24)
        {
            Said = ["课后看护最缺人手，周三、周五下午都行。", "科学课要备课，先去听一次再决定。"],
            Chosen = 1, Resolution = "本学期联系后勤职工子女课后看护，每周三、周五下午各四人，由各支部轮流报名。",
            Tasks = [new("与后勤商定场地和交接办法", 8, IsDone: true), new("收齐各支部的报名，排到学期末", 40, IsDone: false)],
        },
    ];

    private static readonly Question[] OfTheBranch =
    [
        new("活动室的书怎么借", "书架上有一百多本书，借出去的常常不知道在谁那里。", ["登记本，自己写", "每周三由一名同学登记", "不外借，只在活动室看"], 45)
        {
            Said = ["登记本简单，但要有人隔一阵看一眼。", "不外借就没有人看了。"],
            Chosen = 0, Resolution = "放一本登记本，自己写书名、姓名和日期，一个月内还；宣传委员每月看一次。",
            Tasks = [new("准备登记本，写好借书办法贴在书架上", 7, IsDone: true)],
            Outcome = "登记本已用了一个月，三本逾期的都还了。",
        },
        new("下月主题党日去哪里", "可以去的两处都要提前两周预约。", ["市档案馆的展览", "老校区，请退休教师讲建校"], 5)
        {
            Said = ["老校区走路就到，讲的人也愿意来。", "档案馆周末不开，只能周五下午。"],
        },
        new("支部要不要买一台打印机", "每次开会前打材料都要跑到打印店。", ["买一台", "不买，继续用学院的"], 30) { TakenBack = "学院答应每月给支部一百页，不用买了。" },
    ];

    private readonly Rows _rows = new();

    public Rows Make()
    {
        var branch = university.SignInBranch;
        foreach (var (unit, questions) in new[] { (university.Committee, OfTheCommittee), (branch.Parent!, OfTheGeneralBranch), (branch, OfTheBranch) })
        {
            foreach (var question in questions)
            {
                Decide(unit, question);
            }
        }
        return _rows;
    }

    private void Decide(Unit unit, Question question)
    {
        var putOn = today.AddDays(-question.DaysAgo);
        putOn = putOn < first ? first : putOn;
        var puts = unit.Posts.First(h => h.May(ResolutionActs.Put) && h.HeldOn(putOn) && h.Post.Until is null);
        var (actor, at) = (puts.Acting(), time.At(putOn, new TimeOnly(10, 10)));
        var draft = new PutQuestionDraft(question.Title, question.Material, string.Join('\n', question.Options), putOn.AddDays(Question.DaysToDecide));
        _rows.Act(PutQuestion.Put(draft, actor, at, putOn, out var put), actor, at);
        _rows.Add(put!);
        var speakers = unit.Posts.Where(h => h.May(ResolutionActs.Discuss) && h.HeldOn(putOn) && h.Post.Until is null).DistinctBy(h => h.Person).ToList();
        foreach (var (number, words) in question.Said.Index())
        {
            var (speaker, spoken) = (speakers[(number + 1) % speakers.Count].Acting(), at.AddHours(3 + (number * 5)));
            _rows.Act(put!.Contribute(words, speaker, spoken, out var contribution), speaker, spoken);
            _rows.Add(contribution!);
        }
        var decided = at.AddDays(3);
        if (question.TakenBack is { } reason)
        {
            _rows.Act(put!.Drop(reason, put.Version), actor, decided);
        }
        if (question.Resolution is { } resolution)
        {
            _rows.Act(put!.Resolve($"{question.Chosen}", resolution, time.DayOf(decided), time.DayOf(decided), put.Version), actor, decided);
            Follow(put, question, speakers, actor, decided.AddMinutes(20));
        }
    }

    /// <summary>Tasks are given to who holds a post, and done or not; where all are, it is said that it was carried out.</summary>
    private void Follow(PutQuestion put, Question question, List<Holding> holders, Actor actor, DateTimeOffset at)
    {
        List<ResolutionTask> given = [];
        foreach (var (text, dueAfter, isDone) in question.Tasks)
        {
            var owner = holders[(given.Count + 1) % holders.Count];
            var draft = new ResolutionTaskDraft(text, owner.Person.Member.Id, time.DayOf(at).AddDays(dueAfter));
            _rows.Act(put.Give(draft, [(owner.Person.Member.Id, owner.Person.Member.Name)], given.Count, time.DayOf(at), out var task), actor, at);
            given.Add(_rows.Add(task!));
            if (isDone)
            {
                var done = at.AddDays(dueAfter - 1);
                _rows.Act(task!.Finish(owner.Acting(), done, task.Version), owner.Acting(), done);
            }
        }
        if (question.Outcome is { } outcome)
        {
            var closed = at.AddDays(question.Tasks.Max(t => t.DueAfter));
            _rows.Act(put.Close(true, outcome, given.Count(t => t.DoneAt is null), put.Version), actor, closed);
        }
    }

    /// <summary>What one question was and became.</summary>
    /// <param name="DaysAgo">When it was put.</param>
    private sealed record Question(string Title, string Material, string[] Options, int DaysAgo)
    {
        public const int DaysToDecide = 14;

        public string[] Said { get; init; } = [];

        public int Chosen { get; init; }

        public string? Resolution { get; init; }

        public Following[] Tasks { get; init; } = [];

        public string? Outcome { get; init; }

        public string? TakenBack { get; init; }
    }

    /// <summary>A task that follows, and after how many days it is due.</summary>
    private sealed record Following(string Text, int DueAfter, bool IsDone);
}
