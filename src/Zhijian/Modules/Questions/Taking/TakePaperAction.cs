using System.Security.Cryptography;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>A person begins a copy and hands it in; what they mark meanwhile goes through <see cref="AnswerWriter"/>. The server draws, keeps and grades; a client says only what was marked.</summary>
internal sealed class TakePaperAction(ZhijianDb db, Fence fence, Journal journal, TakeQuery take, TimeProvider clock)
{
    private static readonly OwnPaperWritten Nothing = new(Guid.Empty, "");

    /// <summary>Begins a copy, or goes on with the one that is open.</summary>
    /// <returns>The copy, beside what was decided.</returns>
    public async Task<(Decision<OwnPaperWritten> Decision, Guid Attempt)> Begin(Guid paperId, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || await take.Paper(paperId, actor, cancel) is not { } paper)
        {
            return (PlatformRefusals.Missing, Guid.Empty);
        }
        // One after another: pressed twice, there is one copy.
        await fence.Run("select pg_advisory_xact_lock(hashtextextended(@key, 22))", new { key = actor.MemberId.ToString() }, cancel);
        var before = await take.Attempts(paperId, actor, cancel);
        if (before.Find(a => a.State == AttemptState.Running) is { } running)
        {
            return (Nothing, running.Id);
        }
        if (paper.WhyNotBegin(await take.KindOf(actor, cancel), before.Count, clock.GetUtcNow()) is { } refusal)
        {
            return (refusal, Guid.Empty);
        }
        var attempt = PaperAttempt.Of(paper, actor.MemberId, before.Count + 1, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        db.Add(attempt);
        return (await journal.Record<OwnPaperWritten>(new OwnPaperWritten(actor.MemberId, actor.HomePath), actor, cancel), attempt.Id);
    }

    /// <summary>Hands the copy in, also after the closing hour: what was kept until then is graded.</summary>
    public async Task<Decision<PaperHandedIn>> HandIn(Guid id, Actor actor, CancellationToken cancel) =>
        await take.Of(id, actor, tracked: true, cancel) is { } open ? await HandIn(open, actor, actor.HomePath, actor.HomeOrganisationId, cancel) : PlatformRefusals.Missing;

    /// <summary>Grades a copy and notes whether it is passed.</summary>
    public async Task<Decision<PaperHandedIn>> HandIn(OpenAttempt open, Actor actor, string path, Guid? organisation, CancellationToken cancel)
    {
        var (attempt, paper) = (open.Attempt, open.Paper);
        if (attempt.State == AttemptState.HandedIn)
        {
            return PaperRefusals.HandedInAlready;
        }
        var graded = attempt.HandIn(paper, [.. open.Places.Select(p => (open.At(p).Content, open.At(p).State == EditionUse.Withdrawn, open.Sheet(p)))]);
        foreach (var answer in graded)
        {
            var drawn = attempt.Questions[answer.Place - 1];
            var row = open.Answers.GetValueOrDefault(answer.Place) ?? db.Add(new PaperAnswer { AttemptId = attempt.Id, Place = answer.Place, MemberId = attempt.MemberId, QuestionId = drawn.QuestionId, Number = drawn.Number }).Entity;
            (row.Given, row.Share) = (answer.Given, answer.Share);
        }
        await fence.Run(
            """
            insert into paper_result (member_id, paper_id, path, organisation_id, handed_in, is_passed) values (@MemberId, @PaperId, @path, @organisation, 1, @IsPassed)
            on conflict (member_id, paper_id) do update set path = excluded.path, organisation_id = excluded.organisation_id, handed_in = paper_result.handed_in + 1, is_passed = paper_result.is_passed or excluded.is_passed
            """, new { attempt.MemberId, attempt.PaperId, path, organisation, attempt.IsPassed }, cancel);
        await Practise(open, graded, cancel);
        return await journal.Record<PaperHandedIn>(new PaperHandedIn(attempt.Id, path, paper.Id), actor, cancel);
    }

    /// <summary>What was wrong waits for practice; a rule of the paper may keep it until the closing hour, or for good.</summary>
    private Task Practise(OpenAttempt open, IReadOnlyList<GradedAnswer> graded, CancellationToken cancel)
    {
        var wrong = open.Paper.Shows == AnswersShown.Never ? [] : graded.Where(g => !g.IsRight && open.At(g.Place).Kind is not (QuestionKind.Description or QuestionKind.Essay)).Select(g => open.Attempt.Questions[g.Place - 1]).ToList();
        return wrong.Count == 0 ? Task.CompletedTask : fence.Run(
            """
            insert into practice_question (member_id, question_id, number, paper_id, right_in_a_row, turn)
            select @MemberId, q.question_id, q.number, @PaperId, 0, 0 from unnest(@ids, @numbers) q(question_id, number)
            on conflict (member_id, question_id) do update set number = excluded.number, paper_id = excluded.paper_id, right_in_a_row = 0
            """, new { open.Attempt.MemberId, open.Attempt.PaperId, ids = wrong.Select(w => w.QuestionId).ToArray(), numbers = wrong.Select(w => w.Number).ToArray() }, cancel);
    }
}
