using System.Text.Json.Serialization;

namespace Zhijian.Modules.Questions;

/// <summary>How one person's copy stands.</summary>
public enum AttemptState
{
    Running,
    HandedIn,
}

/// <summary>
/// One person's copy of a paper: drawn and ordered by the server, and theirs alone. No moment stands in it: nobody can tell how long somebody took.
/// </summary>
public sealed class PaperAttempt
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid MemberId { get; init; }

    public required Guid PaperId { get; init; }

    /// <summary>The person's first copy, second, …</summary>
    public required int Number { get; init; }

    /// <summary>By which everything was drawn and ordered.</summary>
    public required long Seed { get; init; }

    public required IReadOnlyList<DrawnQuestion> Questions { get; init; }

    public AttemptState State { get; set; }

    /// <summary>In points, worked out by the server when it was handed in.</summary>
    public decimal? Earned { get; set; }

    public decimal Points { get; set; }

    public bool IsPassed { get; set; }

    public int Version { get; set; } = 1;

    public static PaperAttempt Of(Paper paper, Guid member, int number, long seed)
    {
        var copy = paper.Copy(seed);
        return new PaperAttempt { MemberId = member, PaperId = paper.Id, Number = number, Seed = seed, Questions = copy, Points = copy.Sum(q => q.Mark) };
    }

    /// <summary>How the parts of the question at this place (from 1) stand before the person.</summary>
    public Arrangement Shown(int place, Question question, bool shuffles) => Arrangement.Of(question, SeededDraw.At(Seed, place), shuffles);

    /// <summary>
    /// Hands it in: every answer is graded here, from what was kept, and from nothing that a client says of it. A question that was retired meanwhile earns its points for everybody.
    /// </summary>
    /// <param name="questions">In the copy's order, with what was marked; null where nothing was.</param>
    public IReadOnlyList<GradedAnswer> HandIn(Paper paper, IReadOnlyList<(Question Question, bool IsRetired, AnswerSheet? Sheet)> questions)
    {
        List<GradedAnswer> graded = [];
        foreach (var ((question, retired, sheet), index) in questions.Select((q, i) => (q, i)))
        {
            var given = sheet?.ToGiven(question, Shown(index + 1, question, paper.ShufflesOptions));
            graded.Add(new GradedAnswer(index + 1, given, retired ? 1 : Grading.Of(question, given) ?? 0));
        }
        Earned = Math.Round(graded.Sum(g => g.Share * Questions[g.Place - 1].Mark), 2, MidpointRounding.AwayFromZero);
        (State, IsPassed) = (AttemptState.HandedIn, Earned >= paper.PassMark);
        return graded;
    }
}

/// <summary>What an answer earned, as a share of its question's points.</summary>
public sealed record GradedAnswer(int Place, Given? Given, decimal Share)
{
    /// <summary>Shares of thirds don't add up to everything exactly.</summary>
    private const decimal NearlyWhole = 0.9999m;

    [JsonIgnore]
    public bool IsRight => Share >= NearlyWhole;
}

/// <summary>What a person marked at one question of their copy.</summary>
public sealed class PaperAnswer
{
    public required Guid AttemptId { get; init; }

    /// <summary>From 1.</summary>
    public required int Place { get; init; }

    public required Guid MemberId { get; init; }

    public required Guid QuestionId { get; init; }

    public required int Number { get; init; }

    /// <summary>For each control its values; null where nothing was marked when it was handed in.</summary>
    public AnswerSheet? Sheet { get; set; }

    /// <summary>The answer as it was graded; null before.</summary>
    public Given? Given { get; set; }

    /// <summary>What it earned, of 1; null before it was handed in.</summary>
    public decimal? Share { get; set; }
}

/// <summary>Whether a person handed a paper in and passed it: all that anybody else ever sees.</summary>
public sealed class PaperResult
{
    public required Guid MemberId { get; init; }

    public required Guid PaperId { get; init; }

    /// <summary>The person's branch when they handed in last.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; set; }

    public int HandedIn { get; set; }

    public bool IsPassed { get; set; }
}

/// <summary>A question that a person had wrong and practises until they know it; theirs alone.</summary>
public sealed class PracticeQuestion
{
    /// <summary>So often in a row it is answered right before it counts as known.</summary>
    public const int KnownAfter = 2;

    public required Guid MemberId { get; init; }

    public required Guid QuestionId { get; init; }

    public required int Number { get; set; }

    /// <summary>The paper in which it was wrong; it says when answers may be shown.</summary>
    public required Guid PaperId { get; set; }

    public int RightInARow { get; set; }

    /// <summary>How often it was practised: the next is the one that was practised least.</summary>
    public int Turn { get; set; }
}
