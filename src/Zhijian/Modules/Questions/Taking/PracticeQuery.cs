using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions.Taking;

/// <summary>What a person had wrong and doesn't know yet; theirs alone.</summary>
internal sealed class PracticeQuery(Fence fence)
{
    private const string Waiting =
        """
        from practice_question p join paper t on t.id = p.paper_id join question_edition e on e.question_id = p.question_id and e.number = p.number
        where p.member_id = @member and p.right_in_a_row < @knownAfter and e.state <> 'Withdrawn' and (t.shows = 'AfterHandIn' or t.closes_at <= @now or t.state = 'Withdrawn')
        """;

    /// <summary>The question that was practised least, and how many wait.</summary>
    public async Task<(PracticeRow? Next, int Waiting)> Next(Actor actor, Guid? question, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = await fence.Rows<PracticeRow>(
            $"""
            select p.question_id as QuestionId, p.number, p.right_in_a_row as RightInARow, p.turn, e.content, e.source, (count(*) over ())::int as Waiting {Waiting}
            order by (p.question_id = @question) desc, p.turn, p.question_id limit 1
            """, new { member = actor.MemberId, knownAfter = PracticeQuestion.KnownAfter, now, question = question ?? Guid.Empty }, cancel);
        return (rows.FirstOrDefault(), rows.FirstOrDefault()?.Waiting ?? 0);
    }
}

/// <summary>A question to practise.</summary>
internal sealed class PracticeRow
{
    public Guid QuestionId { get; set; }

    public int Number { get; set; }

    public int RightInARow { get; set; }

    public int Turn { get; set; }

    public string Content { get; set; } = "";

    public string Source { get; set; } = "";

    public int Waiting { get; set; }

    public Question Question => QuestionJson.Read<Question>(Content);

    /// <summary>Mixed anew each time it is practised.</summary>
    public Arrangement Shown => Arrangement.Of(Question, SeededDraw.At(BitConverter.ToInt64(QuestionId.ToByteArray(), 8), Turn + 1), shuffles: true);
}
