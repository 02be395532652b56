using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Questions.Bank;

/// <summary>What authors type, field by field.</summary>
public sealed class QuestionForm
{
    private const int FewestLines = 6;
    private const int MostLines = 40;

    public string? Name { get; set; }

    public string? Text { get; set; }

    /// <summary>Of the picture that comes beside the form.</summary>
    public string? PictureWords { get; set; }

    public string? Explanation { get; set; }

    public string? Category { get; set; }

    public string? Tags { get; set; }

    public string? Source { get; set; }

    public string? Difficulty { get; set; }

    public string? Mark { get; set; }

    public string? IsTrue { get; set; }

    public string? CaseMatters { get; set; }

    public string? Shuffles { get; set; }

    public List<LineForm>? Lines { get; set; }

    public int Version { get; set; } = -1;

    internal static QuestionForm Of(BankQuestion question)
    {
        var draft = QuestionDraft.Of(question.Content);
        return new QuestionForm
        {
            Name = draft.Name, Text = draft.Text, Explanation = draft.Explanation, Category = draft.Category, Tags = draft.Tags, Source = question.Source, Difficulty = question.Difficulty?.ToString(), Mark = draft.Mark,
            IsTrue = draft.IsTrue is { } isTrue ? isTrue ? "true" : "false" : null, CaseMatters = Tick.Of(draft.CaseMatters), Shuffles = Tick.Of(draft.Shuffles), Version = question.Version,
            Lines = [.. draft.Lines.Select(l => new LineForm { Text = l.Text, Other = l.Other, Weight = l.Weight, Feedback = l.Feedback })],
        };
    }

    /// <summary>Lines to type into: those there are and some more.</summary>
    internal List<LineForm> Shown(QuestionKind kind)
    {
        List<LineForm> lines = [.. Lines ?? []];
        var wanted = kind == QuestionKind.TrueFalse ? 2 : Math.Clamp(lines.FindLastIndex(l => !l.ToLine().IsEmpty) + 3, FewestLines, MostLines);
        while (lines.Count < wanted)
        {
            lines.Add(new LineForm());
        }
        return lines;
    }

    /// <summary>What no page of ours sends.</summary>
    private Refusal? Strange() =>
        Tick.Read(CaseMatters) is null || Tick.Read(Shuffles) is null ? PlatformRefusals.NotReadable
        : !string.IsNullOrEmpty(Difficulty) && !Enum.IsDefined(typeof(Difficulty), Difficulty) ? PlatformRefusals.NotReadable.At("Form.Difficulty")
        : IsTrue is not (null or "" or "true" or "false") ? PlatformRefusals.NotReadable.At("Form.IsTrue")
        : null;

    /// <param name="files">What came beside the form: a picture, where one was chosen.</param>
    internal async Task<(WrittenQuestion Written, Refusal? Refusal)> Read(QuestionKind kind, Question? before, IFormFileCollection files, CancellationToken cancel)
    {
        var (picture, unfit) = await BroughtPicture.Read(files.GetFile("picture"), PictureWords, cancel);
        var draft = new QuestionDraft(kind, Name, Text, Explanation, Category, Tags, Mark, [.. (Lines ?? []).Take(MostLines).Select(l => l.ToLine())])
        {
            Picture = picture, IsTrue = IsTrue switch { "true" => true, "false" => false, _ => null }, CaseMatters = Tick.Read(CaseMatters) == true, Shuffles = Tick.Read(Shuffles) == true,
        };
        var refusal = draft.Read(before, out var question);
        var written = new WrittenQuestion(question, Enum.TryParse<Difficulty>(Difficulty, out var known) && Enum.IsDefined(known) ? known : null, Source?.Trim() ?? "");
        return (written, Strange() ?? refusal ?? written.WhyWrong() ?? unfit);
    }
}

/// <summary>One line of the form.</summary>
public sealed class LineForm
{
    public string? Text { get; set; }

    public string? Other { get; set; }

    public string? Weight { get; set; }

    public string? Feedback { get; set; }

    internal DraftLine ToLine() => new(Text, Other, Weight, Feedback);
}
