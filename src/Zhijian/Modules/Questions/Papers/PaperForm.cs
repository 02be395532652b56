using System.Globalization;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>What somebody types who sets a paper, field by field.</summary>
public sealed class PaperForm
{
    private const int Rules = 6;

    public string? Title { get; set; }

    public string? Note { get; set; }

    public string? PassMark { get; set; }

    public string? Attempts { get; set; }

    public List<string>? Kinds { get; set; }

    public string? Shows { get; set; }

    public string? OpensAt { get; set; }

    public string? ClosesAt { get; set; }

    public bool ShufflesQuestions { get; set; }

    public bool ShufflesOptions { get; set; }

    public bool OpenBook { get; set; }

    public bool IsRequired { get; set; }

    public List<RuleForm>? Draws { get; set; }

    public int Version { get; set; } = -1;

    internal static PaperForm New() => new() { ShufflesQuestions = true, ShufflesOptions = true, Attempts = "1", Shows = nameof(AnswersShown.AfterHandIn) };

    internal static PaperForm Of(Paper paper, InstitutionTime time) => new()
    {
        Title = paper.Title, Note = paper.Note, PassMark = ExactNumber.Write(paper.PassMark), Attempts = paper.Attempts.ToString(CultureInfo.InvariantCulture), Kinds = paper.Kinds, Shows = paper.Shows.ToString(),
        OpensAt = InForm(paper.OpensAt, time), ClosesAt = InForm(paper.ClosesAt, time), ShufflesQuestions = paper.ShufflesQuestions, ShufflesOptions = paper.ShufflesOptions, OpenBook = paper.OpenBook, IsRequired = paper.IsRequired, Version = paper.Version,
        Draws = [.. paper.Plan.Draws.Select(d => new RuleForm { Count = d.Count.ToString(CultureInfo.InvariantCulture), Category = d.Category, Difficulty = d.Difficulty?.ToString(), Kind = d.Kind?.ToString(), Mark = ExactNumber.Write(d.Mark) })],
    };

    internal List<RuleForm> Shown()
    {
        List<RuleForm> rules = [.. Draws ?? []];
        while (rules.Count < Rules)
        {
            rules.Add(new RuleForm());
        }
        return rules;
    }

    /// <param name="chosen">The questions that stand in every copy; they are chosen on a page of their own.</param>
    internal Refusal? Read(IReadOnlyList<FixedQuestion> chosen, InstitutionTime time, out PaperDraft draft)
    {
        List<DrawRule> rules = [];
        Refusal? wrong = null;
        foreach (var (index, rule) in (Draws ?? []).Take(Rules).Index().Where(r => !string.IsNullOrWhiteSpace(r.Item.Count)))
        {
            var mark = string.IsNullOrWhiteSpace(rule.Mark) ? 1 : ExactNumber.Read(rule.Mark);
            if (!int.TryParse(rule.Count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > Paper.MostQuestions || mark is not (> 0 and <= 100))
            {
                wrong ??= PaperRefusals.BadRule.With(index + 1).At($"Form.Draws[{index}].Count");
                continue;
            }
            rules.Add(new DrawRule(count, rule.Category?.Trim() ?? "", One<Difficulty>(rule.Difficulty), One<QuestionKind>(rule.Kind), mark.Value));
        }
        var (opens, closes) = (Moment(OpensAt, time), Moment(ClosesAt, time));
        wrong ??= !string.IsNullOrWhiteSpace(OpensAt) && opens is null ? PlatformRefusals.NotReadable.At("Form.OpensAt") : !string.IsNullOrWhiteSpace(ClosesAt) && closes is null ? PlatformRefusals.NotReadable.At("Form.ClosesAt") : null;
        draft = new PaperDraft(Title, Note, new PaperPlan(chosen, rules), ExactNumber.Read(PassMark), int.TryParse(Attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : null, Kinds, One<AnswersShown>(Shows) ?? AnswersShown.AfterHandIn, opens, closes)
        {
            ShufflesQuestions = ShufflesQuestions, ShufflesOptions = ShufflesOptions, OpenBook = OpenBook, IsRequired = IsRequired,
        };
        return wrong;
    }

    private static T? One<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;

    private static DateTimeOffset? Moment(string? typed, InstitutionTime time) => TypedText.Moment(typed) is { } local ? time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : null;

    private static string? InForm(DateTimeOffset? at, InstitutionTime time) => at is { } moment ? time.Local(moment).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : null;
}

/// <summary>A rule by which questions are drawn.</summary>
public sealed class RuleForm
{
    public string? Count { get; set; }

    public string? Category { get; set; }

    public string? Difficulty { get; set; }

    public string? Kind { get; set; }

    public string? Mark { get; set; }
}
