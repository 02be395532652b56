using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Resolutions;

/// <summary>What may be put, said, resolved, given and closed.</summary>
public sealed class PutQuestionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 29);
    private static readonly PutQuestionDraft Good = new("活动室怎么用", "材料", "轮流使用\n 预约使用 \n\n轮流使用", Today.AddDays(7));
    private static readonly Actor Secretary = new() { Name = "书记", MemberId = Guid.NewGuid(),
        Space = new HeldPost(Guid.NewGuid(), "Secretary", Guid.NewGuid(), "一支部", "1.2.3.", "Branch", [new Grant(ResolutionActs.Put, Reach.Own)]), };
    private static readonly (Guid Id, string Name) Holder = (Guid.NewGuid(), "宣传委员");

    [Fact]
    public void A_question_is_put_with_options_that_stand_once_each()
    {
        var question = Put();
        Assert.Equal(["轮流使用", "预约使用"], question.Options);
        Assert.Equal(("书记", "1.2.3.", PutQuestionState.Open), (question.Author, question.Path, question.State));
        Assert.Equal(PlatformRefusals.NotYours, PutQuestion.Put(Good, Secretary with { Space = null }, Now, Today, out _).Refusal);
    }

    [Fact]
    public void What_is_missing_or_wrong_is_said_at_its_field()
    {
        Assert.Equal(PlatformRefusals.Required.At("Form.Title"), (Good with { Title = " " }).WhyWrong(Today));
        Assert.Equal("Form.Title", (Good with { Title = new string('长', 81) }).WhyWrong(Today)!.Field);
        Assert.Equal("Form.Material", (Good with { Material = new string('长', 20_001) }).WhyWrong(Today)!.Field);
        Assert.Equal((ResolutionRefusals.OptionsWanted.Code, "Form.Options"),
            ((Good with { Options = "只有一个" }).WhyWrong(Today)!.Code, (Good with { Options = "只有一个" }).WhyWrong(Today)!.Field));
        Assert.Equal(ResolutionRefusals.OptionsWanted.Code,
            (Good with { Options = string.Join('\n', Enumerable.Range(0, 9)) }).WhyWrong(Today)!.Code);
        Assert.Equal(PlatformRefusals.Required.At("Form.DecideOn"), (Good with { DecideOn = null }).WhyWrong(Today));
        Assert.Equal(ResolutionRefusals.InThePast.At("Form.DecideOn"), (Good with { DecideOn = Today.AddDays(-1) }).WhyWrong(Today));
        Assert.Null((Good with { DecideOn = Today }).WhyWrong(Today));
    }

    [Fact]
    public void The_discussion_is_under_names_and_ends_with_the_resolution()
    {
        var question = Put();
        Assert.Equal(PlatformRefusals.Required.At("Form.Words"), question.Contribute(" ", Secretary, Now, out _).Refusal);
        Assert.NotNull(question.Contribute(" 赞成 ", Secretary, Now, out var said).Fact);
        Assert.Equal(("赞成", "书记"), (said!.Words, said.Author));
        Assert.Equal(ResolutionRefusals.NoSuchOption.At("Form.Chosen"), question.Resolve("2", "轮流使用", Today, Today, 1).Refusal);
        Assert.Equal(ResolutionRefusals.NoSuchOption.At("Form.Chosen"), question.Resolve("x", "轮流使用", Today, Today, 1).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Resolution"), question.Resolve("1", "", Today, Today, 1).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.On"), question.Resolve("1", "预约使用", null, Today, 1).Refusal);
        Assert.Equal(ResolutionRefusals.NotYet.At("Form.On"), question.Resolve("1", "预约使用", Today.AddDays(1), Today, 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, question.Resolve("1", "预约使用", Today, Today, 2).Refusal);
        Assert.Equal("预约使用", question.Resolve("1", "预约使用", Today, Today, 1).Fact!.Option);
        Assert.Equal(ResolutionRefusals.NotOpen, question.Contribute("还有话说", Secretary, Now, out _).Refusal);
        Assert.Equal(ResolutionRefusals.NotOpen, question.Change(Good, Today, 1).Refusal);
        Assert.Equal(ResolutionRefusals.NotOpen, question.Drop("不要了", 1).Refusal);
    }

    [Fact]
    public void Tasks_go_to_holders_of_posts_and_a_resolution_is_carried_out_when_they_are_done()
    {
        var question = Put();
        var draft = new ResolutionTaskDraft("写办法", Holder.Id, Today.AddDays(3));
        Assert.Equal(ResolutionRefusals.NotResolved, question.Give(draft, [Holder], 0, Today, out _).Refusal);
        Assert.Equal(ResolutionRefusals.NotResolved, question.Close(true, "好", 0, 1).Refusal);
        question.Resolve("", "另行研究", Today, Today, 1);
        Assert.Null(question.Chosen);
        Assert.Equal(PlatformRefusals.Required.At("Form.Text"), question.Give(draft with { Text = "" }, [Holder], 0, Today, out _).Refusal);
        Assert.Equal(ResolutionRefusals.NoSuchOwner.At("Form.Owner"), question.Give(draft with { Owner = Guid.NewGuid() }, [Holder], 0, Today,
            out _).Refusal);
        Assert.Equal(ResolutionRefusals.NoSuchOwner.At("Form.Owner"), question.Give(draft with { Owner = null }, [Holder], 0, Today, out _).Refusal);
        Assert.Equal(ResolutionRefusals.InThePast.At("Form.DueOn"), question.Give(draft with { DueOn = Today.AddDays(-1) }, [Holder], 0, Today,
            out _).Refusal);
        Assert.Equal(ResolutionRefusals.TooManyTasks.Code, question.Give(draft, [Holder], PutQuestion.MostTasks, Today, out _).Refusal!.Code);
        Assert.NotNull(question.Give(draft, [Holder], 0, Today, out var task).Fact);
        Assert.Equal("宣传委员", task!.OwnerName);

        Assert.Equal(PlatformRefusals.Required.At("Form.CarriedOut"), question.Close(null, "好", 1, 1).Refusal);
        Assert.Equal(ResolutionRefusals.TasksOpen.Code, question.Close(true, "好", 1, 1).Refusal!.Code);
        Assert.Equal(ResolutionRefusals.NotTheOwner, task.Finish(Secretary with { Posts = [], Space = null }, Now, 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, task.Finish(new Actor { Name = "宣传委员", MemberId = Holder.Id }, Now, 2).Refusal);
        Assert.NotNull(task.Finish(new Actor { Name = "宣传委员", MemberId = Holder.Id }, Now, 1).Fact);
        Assert.Equal(ResolutionRefusals.AlreadyDone, task.Finish(Secretary, Now, 1).Refusal);
        Assert.True(question.Close(true, "已公布", 0, 1).Fact!.CarriedOut);
        Assert.Equal(ResolutionRefusals.NotResolved, question.Close(false, "又不行", 0, 1).Refusal);
    }

    [Fact]
    public void It_may_end_without_being_carried_out_and_be_dropped_before_it_is_resolved()
    {
        var question = Put();
        Assert.Equal(PlatformRefusals.Required.At("Form.Outcome"), question.Drop("", 1).Refusal);
        Assert.NotNull(question.Drop("条件不具备", 1).Fact);
        Assert.Equal(PutQuestionState.Dropped, question.State);
        var other = Put();
        other.Resolve("0", "轮流使用", Today, Today, 1);
        Assert.False(other.Close(false, "场地收回", 2, 1).Fact!.CarriedOut);
    }

    private static PutQuestion Put()
    {
        PutQuestion.Put(Good, Secretary, Now, Today, out var question);
        return question!;
    }
}
