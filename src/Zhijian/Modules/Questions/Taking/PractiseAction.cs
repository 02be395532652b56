using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>A person practises a question that they had wrong. It is known when it was right often enough in a row.</summary>
internal sealed class PractiseAction(Fence fence, Journal journal, PracticeQuery practice, TimeProvider clock)
{
    public async Task<(Decision<OwnPracticeDone> Decision, PracticeRow? Question, bool IsRight)> Run(Guid question, int turn, AnswerSheet? sheet, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || (await practice.Next(actor, question, clock.GetUtcNow(), cancel)).Next is not { } row || row.QuestionId != question)
        {
            return (PlatformRefusals.Missing, null, false);
        }
        if (sheet?.Fits(row.Question) != true || turn != row.Turn)
        {
            return (turn != row.Turn ? PlatformRefusals.Stale : PlatformRefusals.NotReadable, row, false);
        }
        var given = sheet.ToGiven(row.Question, row.Shown);
        var isRight = new GradedAnswer(1, given, Grading.Of(row.Question, given) ?? 0).IsRight;
        await fence.Run("update practice_question set turn = turn + 1, right_in_a_row = case when @isRight then right_in_a_row + 1 else 0 end where member_id = @MemberId and question_id = @question", new { isRight, actor.MemberId, question }, cancel);
        return (await journal.Record<OwnPracticeDone>(new OwnPracticeDone(actor.MemberId, actor.HomePath), actor, cancel), row, isRight);
    }
}
