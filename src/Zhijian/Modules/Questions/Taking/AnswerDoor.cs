using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>
/// Judges an answer by what never changes, without asking the database each time: whose copy it is for, which question stands at the place, what that question takes.
/// Whether the copy is still there and still takes answers is asked when writing.
/// </summary>
internal sealed class AnswerDoor(FencedPools pools)
{
    /// <summary>A copy of a hundred questions takes four kilobytes.</summary>
    private readonly RememberedRows<Guid, CopyRow, OwnedCopy> _copies = new(
        pools, SystemActors.Answers, "select member_id as MemberId, questions from paper_attempt where id = @id", id => new { id },
        row => new OwnedCopy(row.MemberId, [.. QuestionJson.Read<IReadOnlyList<DrawnQuestion>>(row.Questions).Select(q => new EditionOf(q.QuestionId, q.Number))]));

    private readonly RememberedRows<EditionOf, string, AnswerShape> _shapes = new(
        pools, SystemActors.Answers, "select content from question_edition where question_id = @QuestionId and number = @Number", edition => edition,
        content => AnswerShape.Of(QuestionJson.Read<Question>(content)));

    /// <summary>The answer as its writer takes it, or why it isn't taken. A copy of somebody else is as good as none.</summary>
    /// <param name="place">From 1.</param>
    /// <param name="sheet">Null where a form held what no page of ours sends.</param>
    public async ValueTask<(Refusal? Refusal, MarkedAnswer? Marked)> Admit(Guid attemptId, int place, AnswerSheet? sheet, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await _copies.Of(attemptId, cancel) is not { } copy || copy.MemberId != actor.MemberId)
        {
            return (PlatformRefusals.Missing, null);
        }
        if (sheet is null || place < 1 || place > copy.Questions.Count)
        {
            return (PlatformRefusals.NotReadable, null);
        }
        var edition = copy.Questions[place - 1];
        return (null, new MarkedAnswer(attemptId, place, edition, copy.Questions.Count, sheet, (await _shapes.Of(edition, cancel))?.Takes(sheet) != false));
    }

    /// <summary>Whose copy it is, and the editions it asks, in its order.</summary>
    private sealed record OwnedCopy(Guid MemberId, IReadOnlyList<EditionOf> Questions);

    private sealed class CopyRow
    {
        public Guid MemberId { get; set; }

        public string Questions { get; set; } = "";
    }
}

/// <summary>What a person marked at one question of a copy that is theirs.</summary>
/// <param name="Place">From 1.</param>
/// <param name="Of">How many questions the copy has.</param>
/// <param name="Fits">Whether the page of the question could have sent it.</param>
internal sealed record MarkedAnswer(Guid AttemptId, int Place, EditionOf Edition, int Of, AnswerSheet Sheet, bool Fits);
