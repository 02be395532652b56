using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Papers;

/// <summary>What somebody types who sets a paper, field by field.</summary>
public sealed class PaperForm
{
    private const int Rules = 6;
    private const int LongestCategory = 200;

    public string? Title { get; set; }

    public string? Note { get; set; }

    public string? PassMark { get; set; }

    public string? Attempts { get; set; }

    public List<string>? Kinds { get; set; }

    public string? Shows { get; set; }

    public string? OpensAt { get; set; }

    public string? ClosesAt { get; set; }

    public string? ShufflesQuestions { get; set; }

    public string? ShufflesOptions { get; set; }

    public string? OpenBook { get; set; }

    public string? IsRequired { get; set; }

    public List<RuleForm>? Draws { get; set; }

    public int Version { get; set; } = -1;

    internal static PaperForm New() => new() { ShufflesQuestions = Tick.On, ShufflesOptions = Tick.On, Attempts = "1", Shows = nameof(AnswersShown.AfterHandIn) };

    internal static PaperForm Of(Paper paper, InstitutionTime time) => new()
    {
        Title = paper.Title, Note = paper.Note, PassMark = ExactNumber.Write(paper.PassMark), Attempts = paper.Attempts.ToString(CultureInfo.InvariantCulture), Kinds = paper.Kinds, Shows = paper.Shows.ToString(),
        OpensAt = InForm(paper.OpensAt, time), ClosesAt = InForm(paper.ClosesAt, time), ShufflesQuestions = Tick.Of(paper.ShufflesQuestions), ShufflesOptions = Tick.Of(paper.ShufflesOptions), OpenBook = Tick.Of(paper.OpenBook), IsRequired = Tick.Of(paper.IsRequired), Version = paper.Version,
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
        var wrong = Strange();
        foreach (var (index, rule) in (Draws ?? []).Take(Rules).Index().Where(r => !string.IsNullOrWhiteSpace(r.Item.Count)))
        {
            var mark = string.IsNullOrWhiteSpace(rule.Mark) ? 1 : ExactNumber.Read(rule.Mark);
            if (!int.TryParse(rule.Count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > Paper.MostQuestions || mark is not (> 0 and <= 100))
            {
                wrong ??= PaperRefusals.BadRule.With(index + 1).At($"Form.Draws[{index}].Count");
                continue;
            }
            if (rule.Category?.Trim().Length > LongestCategory)
            {
                wrong ??= PlatformRefusals.TooLong.With(LongestCategory).At($"Form.Draws[{index}].Category");
                continue;
            }
            if (IsStrange<Difficulty>(rule.Difficulty) || IsStrange<QuestionKind>(rule.Kind))
            {
                wrong ??= PlatformRefusals.NotReadable.At($"Form.Draws[{index}].{(IsStrange<Difficulty>(rule.Difficulty) ? "Difficulty" : "Kind")}");
                continue;
            }
            rules.Add(new DrawRule(count, rule.Category?.Trim() ?? "", One<Difficulty>(rule.Difficulty), One<QuestionKind>(rule.Kind), mark.Value));
        }
        var (opens, closes) = (Moment(OpensAt, time), Moment(ClosesAt, time));
        wrong ??= !string.IsNullOrWhiteSpace(OpensAt) && opens is null ? PlatformRefusals.NotReadable.At("Form.OpensAt") : !string.IsNullOrWhiteSpace(ClosesAt) && closes is null ? PlatformRefusals.NotReadable.At("Form.ClosesAt") : null;
        draft = new PaperDraft(Title, Note, new PaperPlan(chosen, rules), ExactNumber.Read(PassMark), int.TryParse(Attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : null, Kinds, One<AnswersShown>(Shows) ?? AnswersShown.AfterHandIn, opens, closes)
        {
            ShufflesQuestions = Tick.Read(ShufflesQuestions) == true, ShufflesOptions = Tick.Read(ShufflesOptions) == true, OpenBook = Tick.Read(OpenBook) == true, IsRequired = Tick.Read(IsRequired) == true,
        };
        return wrong;
    }

    /// <summary>What no page of ours sends.</summary>
    private Refusal? Strange() =>
        new[] { ShufflesQuestions, ShufflesOptions, OpenBook, IsRequired }.Any(t => Tick.Read(t) is null) || IsStrange<AnswersShown>(Shows) ? PlatformRefusals.NotReadable
        : Kinds?.Any(IsStrange<MemberCategory>) == true ? PlatformRefusals.NotReadable.At("Form.Kinds")
        : null;

    private static bool IsStrange<T>(string? text)
        where T : struct, Enum => !string.IsNullOrEmpty(text) && One<T>(text) is null;

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
