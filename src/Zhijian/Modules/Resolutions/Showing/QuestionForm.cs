using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Resolutions.Showing;

/// <summary>What is typed about a question, field by field.</summary>
public sealed class QuestionForm
{
    public string? Title { get; set; }

    public string? Material { get; set; }

    public string? Options { get; set; }

    public string? DecideOn { get; set; }

    public int Version { get; set; } = -1;

    internal static QuestionForm Of(PutQuestion question) => new()
    {
        Title = question.Title, Material = question.Material, Options = string.Join('\n', question.Options),
        DecideOn = question.DecideOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Version = question.Version,
    };

    internal PutQuestionDraft ToDraft() => new(Title, Material, Options, TypedText.Day(DecideOn));
}
