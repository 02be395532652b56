using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Learning;

public sealed class LearningTaskTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 2, 0, 0, TimeSpan.Zero);
    private static readonly Actor Secretary = new() { Name = "周以宁", MemberId = Guid.NewGuid() };

    public static TheoryData<string, TaskDraft, string?> Drafts => new()
    {
        { "all there", Draft(), null },
        { "no units", Draft() with { Units = 0 }, null },
        { "due today", Draft() with { DueOn = Today }, null },
        { "no title", Draft() with { Title = " " }, "platform.required" },
        { "too long a title", Draft() with { Title = new string('学', LearningTask.LongestTitle + 1) }, "platform.too-long" },
        { "too long a note", Draft() with { Note = new string('学', LearningTask.LongestNote + 1) }, "platform.too-long" },
        { "no mode", Draft() with { Mode = null }, "platform.required" },
        { "no date", Draft() with { DueOn = null }, "platform.required" },
        { "yesterday", Draft() with { DueOn = Today.AddDays(-1) }, "learning.due-in-the-past" },
        { "far away", Draft() with { DueOn = Today.AddDays(LearningTask.MostDays + 1) }, "learning.due-too-far" },
        { "too many units", Draft() with { Units = LearningTask.MostUnits + 1 }, "learning.units-out-of-range" },
        { "fewer than none", Draft() with { Units = -1 }, "learning.units-out-of-range" },
        { "no number", Draft() with { Units = null }, "learning.units-out-of-range" },
    };

    [Theory]
    [MemberData(nameof(Drafts))]
    public void What_is_typed_is_held_to_its_rules(string what, TaskDraft draft, string? refusal) =>
        Assert.True(refusal == Issued(draft, out _).Refusal?.Code, what);

    [Theory]
    [InlineData("1.", "1.2.4.", null)]
    [InlineData("1.2.4.", "1.2.4.", null)]
    [InlineData("1.2.5.", "1.2.", "learning.not-for-those-below")]
    [InlineData("1.2.4.", "1.2.5.", "learning.not-for-those-below")]
    public void Only_what_all_below_can_open_is_asked_for(string released, string issuer, string? refusal) =>
        Assert.Equal(refusal, LearningTask.Issue(Draft(), Item(released), Guid.NewGuid(), "支部", issuer, 3, 3, Secretary, Now, Today, out _).Refusal?.Code);

    [Theory]
    [InlineData(0, 0, "learning.reaches-nobody")]
    [InlineData(7, 6, "learning.reach-changed")]
    [InlineData(7, 7, null)]
    public void The_issuer_was_told_how_many_it_reaches(int reached, int seen, string? refusal) =>
        Assert.Equal(refusal, LearningTask.Issue(Draft(), Item("1."), Guid.NewGuid(), "支部", "1.2.", reached, seen, Secretary, Now, Today, out _).Refusal?.Code);

    [Theory]
    [InlineData("", MemberCategory.Applicant, null, true)]
    [InlineData("Applicant,Activist", MemberCategory.Activist, null, true)]
    [InlineData("Applicant,Activist", MemberCategory.FullMember, null, false)]
    [InlineData("Secretary", MemberCategory.FullMember, PostKind.Secretary, true)]
    [InlineData("Secretary", MemberCategory.FullMember, PostKind.DeputySecretary, false)]
    [InlineData("PostHolder", MemberCategory.FullMember, PostKind.DeputySecretary, true)]
    [InlineData("PostHolder", MemberCategory.FullMember, PostKind.GroupLeader, false)]
    [InlineData("Secretary,Applicant", MemberCategory.Applicant, null, true)]
    public void Whom_it_reaches(string kinds, MemberCategory category, PostKind? post, bool reached) =>
        Assert.Equal(reached, TaskReach.Includes(TaskReach.Of(kinds.Split(',')), category, post is { } held ? [held] : []));

    [Fact]
    public void A_date_is_changed_with_a_reason_until_the_task_is_withdrawn()
    {
        var task = Task();
        Assert.Equal(LearningRefusals.SameDate.Code, task.Postpone(task.DueOn, "假期", 1, Today).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Required.Code, task.Postpone(Today.AddDays(30), " ", 1, Today).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Stale.Code, task.Postpone(Today.AddDays(30), "假期", 0, Today).Refusal?.Code);
        Assert.Equal((Today.AddDays(14), Today.AddDays(30)), (task.Postpone(Today.AddDays(30), "假期", 1, Today).Fact is { } moved ? (moved.From, moved.To) : default));
        Assert.Equal(LearningRefusals.NobodyCame.Code, task.Extend(0, 1).Refusal?.Code);
        Assert.NotNull(task.Extend(2, 1).Fact);
        Assert.Equal(5, task.Reached);
        Assert.NotNull(task.Withdraw("内容过时", 1).Fact);
        Assert.Equal(LearningRefusals.Withdrawn.Code, task.Withdraw("内容过时", 1).Refusal?.Code);
        Assert.Equal(LearningRefusals.Withdrawn.Code, task.Postpone(Today.AddDays(40), "假期", 1, Today).Refusal?.Code);
        Assert.Equal(LearningRefusals.Withdrawn.Code, task.Extend(1, 1).Refusal?.Code);
    }

    [Theory]
    [InlineData(0, AssignmentState.Done)]
    [InlineData(14, AssignmentState.Done)]
    [InlineData(15, AssignmentState.Late)]
    public void Studied_after_its_date_is_late(int days, AssignmentState state)
    {
        var assignment = Assignment(Task());
        Assert.Equal(AssignmentState.Open, assignment.State);
        Assert.Equal(state == AssignmentState.Late, assignment.Studied(Today.AddDays(days)).Fact?.IsLate);
        Assert.Equal(state, assignment.State);
        Assert.Equal(LearningRefusals.DoneAlready.Code, assignment.Studied(Today).Refusal?.Code);
        Assert.NotNull(assignment.TakeBack().Fact);
        Assert.Equal(AssignmentState.Open, assignment.State);
        Assert.Equal(LearningRefusals.NotDone.Code, assignment.TakeBack().Refusal?.Code);
    }

    [Fact]
    public void Somebody_excused_may_study_it_anyway_and_is_excused_again_when_they_take_it_back()
    {
        var assignment = Assignment(Task());
        Assert.Equal(LearningRefusals.NotExcused.Code, assignment.AskAgain().Refusal?.Code);
        Assert.Equal(PlatformRefusals.Required.Code, assignment.Excuse("", Secretary).Refusal?.Code);
        Assert.NotNull(assignment.Excuse("外出实习", Secretary).Fact);
        Assert.Equal(LearningRefusals.ExcusedAlready.Code, assignment.Excuse("外出实习", Secretary).Refusal?.Code);
        assignment.Studied(Today);
        Assert.Equal(AssignmentState.Done, assignment.State);
        Assert.Equal(LearningRefusals.DoneAlready.Code, assignment.Excuse("外出实习", Secretary).Refusal?.Code);
        assignment.TakeBack();
        Assert.Equal(AssignmentState.Excused, assignment.State);
        Assert.NotNull(assignment.AskAgain().Fact);
        Assert.Equal(AssignmentState.Open, assignment.State);
    }

    [Fact]
    public void What_a_branch_studies_together_the_branch_records_and_takes_back()
    {
        var task = Task(LearningMode.Collective);
        List<LearningAssignment> all = [Assignment(task), Assignment(task), Assignment(task)];
        Assert.Equal(LearningRefusals.StudiedTogether.Code, all[0].Studied(Today).Refusal?.Code);
        Assert.Equal(LearningRefusals.NobodyTicked.Code, Record(task, [], Today).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Required.Code, Record(task, all, null).Refusal?.Code);
        Assert.Equal(LearningRefusals.HeldOutsideTask.Code, Record(task, all, Today.AddDays(1)).Refusal?.Code);
        Assert.Equal(LearningRefusals.HeldOutsideTask.Code, Record(task, all, Today.AddDays(-1)).Refusal?.Code);
        var decision = CollectiveStudy.Record(task, Guid.NewGuid(), "1.2.4.", [all[0], all[1]], Today, "一起读", Secretary, Now, Today, Today, out var study);
        Assert.Equal(2, decision.Fact?.People);
        Assert.Equal([AssignmentState.Done, AssignmentState.Done, AssignmentState.Open], all.Select(a => a.State));
        Assert.Equal(LearningRefusals.RecordedByBranch.Code, all[0].TakeBack().Refusal?.Code);
        Assert.Equal(LearningRefusals.NobodyTicked.Code, Record(task, [all[0]], Today).Refusal?.Code);
        Assert.Equal(PlatformRefusals.Stale.Code, study!.Undo([all[0], all[1]], 9, Now).Refusal?.Code);
        Assert.Equal(2, study.Undo([all[0], all[1]], 1, Now).Fact?.People);
        Assert.All(all, a => Assert.Equal(AssignmentState.Open, a.State));
        Assert.Equal(LearningRefusals.TakenBackAlready.Code, study.Undo([], 1, Now).Refusal?.Code);
    }

    [Fact]
    public void What_was_studied_stays_when_the_task_is_withdrawn()
    {
        var assignment = Assignment(Task());
        assignment.Studied(Today);
        assignment.Closed = true;
        Assert.Equal(LearningRefusals.Withdrawn.Code, assignment.TakeBack().Refusal?.Code);
        Assert.Equal(LearningRefusals.Withdrawn.Code, assignment.Excuse("外出实习", Secretary).Refusal?.Code);
        Assert.Equal(LearningRefusals.Withdrawn.Code, assignment.AskAgain().Refusal?.Code);
        Assert.Equal(LearningRefusals.Withdrawn.Code, assignment.Studied(Today).Refusal?.Code);
    }

    private static Decision<StudyRecorded> Record(LearningTask task, IReadOnlyList<LearningAssignment> people, DateOnly? on) => CollectiveStudy.Record(task, Guid.NewGuid(), "1.2.4.", people, on, null, Secretary, Now, Today, Today, out _);

    private static TaskDraft Draft(LearningMode mode = LearningMode.Individual) => new("怎样开好主题党日", [], mode, Today.AddDays(14), 1, "看第二节");

    private static Decision<LearningTaskIssued> Issued(TaskDraft draft, out LearningTask? task) => LearningTask.Issue(draft, Item("1."), Guid.NewGuid(), "信息学院党总支", "1.2.", 3, 3, Secretary, Now, Today, out task);

    private static LearningTask Task(LearningMode mode = LearningMode.Individual)
    {
        Issued(Draft(mode), out var task);
        return task!;
    }

    private static LearningAssignment Assignment(LearningTask task) => task.For(Guid.NewGuid(), Guid.NewGuid(), "1.2.4.");

    internal static LibraryEdition Item(string path)
    {
        var item = new LibraryItem { Path = path, OrganisationId = Guid.NewGuid(), OrganisationName = "党委", Kind = LibraryKind.Article, Title = "怎样开好主题党日", Rights = "自编", Text = "# 一\n\n读", CreatedBy = Guid.NewGuid(), CreatedAt = Now };
        item.Release([], Now, out var edition);
        return edition;
    }
}
