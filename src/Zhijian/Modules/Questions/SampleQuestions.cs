using System.Reflection;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Questions;

/// <summary>Questions written for this project, with which an institution tries the bank out: GIFT files that are read and judged as any brought file.</summary>
public static class SampleQuestions
{
    private const string Folder = "Zhijian.Modules.Questions.Content.";

    /// <summary>The files by name.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => n[Folder.Length..])];

    /// <summary>A file as somebody brings it.</summary>
    public static QuestionImport Bring(string file, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset at)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + file)!);
        return new QuestionImport
        {
            Path = path, OrganisationId = organisation, OrganisationName = organisationName, FileName = file, Format = QuestionFormat.Gift, Content = reader.ReadToEnd(), Source = file, CreatedBy = actor.MemberId, CreatedAt = at,
        };
    }

    /// <summary>What is taken of it, as drafts.</summary>
    public static (Decision<BroughtQuestionsTaken> Decision, List<BankQuestion> Questions) Take(QuestionImport import, Actor actor, DateTimeOffset at)
    {
        var file = BroughtReading.Of(import, []);
        return (import.Take(file, import.Version), [.. file.Questions.Where(q => q.Fate == BroughtFate.New).Select(q => BankQuestion.Of(q.Written, import.OrganisationId, import.OrganisationName, import.Path, actor.MemberId, at))]);
    }
}
