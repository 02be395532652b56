using System.Collections.Concurrent;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>
/// Judges an answer by what never changes, without asking the database each time: whose copy it is for, which question stands at the place, what that question takes.
/// Whether the copy is still there and still takes answers is asked when writing.
/// </summary>
internal sealed class AnswerDoor(FencedPools pools)
{
    /// <summary>Copies that are remembered at the same time, and editions; a copy of a hundred questions takes four kilobytes.</summary>
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<Guid, OwnedCopy> _copies = new();
    private readonly ConcurrentDictionary<EditionOf, AnswerShape> _shapes = new();

    /// <summary>The answer as its writer takes it, or why it isn't taken. A copy of somebody else is as good as none.</summary>
    /// <param name="place">From 1.</param>
    /// <param name="sheet">Null where a form held what no page of ours sends.</param>
    public async ValueTask<(Refusal? Refusal, MarkedAnswer? Marked)> Admit(Guid attemptId, int place, AnswerSheet? sheet, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await Copy(attemptId, cancel) is not { } copy || copy.MemberId != actor.MemberId)
        {
            return (PlatformRefusals.Missing, null);
        }
        if (sheet is null || place < 1 || place > copy.Questions.Count)
        {
            return (PlatformRefusals.NotReadable, null);
        }
        var edition = copy.Questions[place - 1];
        return (null, new MarkedAnswer(attemptId, place, edition, copy.Questions.Count, sheet, (await Shape(edition, cancel))?.Takes(sheet) != false));
    }

    private ValueTask<OwnedCopy?> Copy(Guid id, CancellationToken cancel) => Kept<Guid, CopyRow, OwnedCopy>(
        _copies, id, "select member_id as MemberId, questions from paper_attempt where id = @id", new { id },
        row => new OwnedCopy(row.MemberId, [.. QuestionJson.Read<IReadOnlyList<DrawnQuestion>>(row.Questions).Select(q => new EditionOf(q.QuestionId, q.Number))]), cancel);

    private ValueTask<AnswerShape?> Shape(EditionOf edition, CancellationToken cancel) => Kept<EditionOf, string, AnswerShape>(
        _shapes, edition, "select content from question_edition where question_id = @QuestionId and number = @Number", edition,
        content => AnswerShape.Of(QuestionJson.Read<Question>(content)), cancel);

    /// <summary>What is remembered, or else what the database has. Asked in a transaction of its own: nobody who then waits for their group may keep a connection from its writer.</summary>
    private async ValueTask<TKept?> Kept<TKey, TRow, TKept>(ConcurrentDictionary<TKey, TKept> kept, TKey key, string sql, object values, Func<TRow, TKept> read, CancellationToken cancel)
        where TKey : notnull
        where TRow : class
        where TKept : class
    {
        if (kept.TryGetValue(key, out var known))
        {
            return known;
        }
        await using var fence = new Fence(pools);
        using var widened = fence.As(SystemActors.Answers);
        if (await fence.Row<TRow>(sql, values, cancel) is not { } row)
        {
            return null;
        }
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }
        return kept[key] = read(row);
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
