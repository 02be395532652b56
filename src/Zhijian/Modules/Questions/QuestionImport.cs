using Zhijian.Modules.Questions.Formats;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>What a file of questions is written in.</summary>
public enum QuestionFormat
{
    Gift,
    MoodleXml,
    Csv,
}

/// <summary>How a brought file stands.</summary>
public enum QuestionImportState
{
    Looking,
    Taken,
    Left,
}

/// <summary>A file of questions that somebody brought: looked at first, then taken whole or not at all.</summary>
public sealed class QuestionImport
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required string FileName { get; init; }

    public required QuestionFormat Format { get; init; }

    /// <summary>Empty once it was decided on.</summary>
    public required string Content { get; set; }

    /// <summary>Under which the file's own categories are put; empty: as they are.</summary>
    public string Category { get; init; } = "";

    /// <summary>Of questions that name none.</summary>
    public required string Source { get; init; }

    public QuestionImportState State { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>The format that a file's first signs tell.</summary>
    public static QuestionFormat? FormatOf(string name, string content)
    {
        var start = content.TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        return start.StartsWith("<?xml", StringComparison.Ordinal) || start.StartsWith("<quiz", StringComparison.Ordinal) ? QuestionFormat.MoodleXml
            : name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? QuestionFormat.Csv
            : name.EndsWith(".gift", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? QuestionFormat.Gift : null;
    }

    public Decision<BroughtQuestionsTaken> Take(BroughtFile file, int seen)
    {
        if (WhyNotDecide(seen) is { } refusal)
        {
            return refusal;
        }
        (Added, Changed) = (file.Questions.Count(q => q.Fate == BroughtFate.New), file.Questions.Count(q => q.Fate == BroughtFate.Differs));
        if (Added + Changed == 0)
        {
            return QuestionRefusals.NothingToTake;
        }
        (State, Content) = (QuestionImportState.Taken, "");
        return new BroughtQuestionsTaken(Id, Path, FileName, Added, Changed);
    }

    public Decision<BroughtQuestionsLeft> Leave(int seen)
    {
        if (WhyNotDecide(seen) is { } refusal)
        {
            return refusal;
        }
        (State, Content) = (QuestionImportState.Left, "");
        return new BroughtQuestionsLeft(Id, Path, FileName);
    }

    private Refusal? WhyNotDecide(int seen) => State != QuestionImportState.Looking ? QuestionRefusals.AlreadyDecided : seen != Version ? PlatformRefusals.Stale : null;
}

/// <summary>What becomes of a question of a brought file.</summary>
public enum BroughtFate
{
    New,

    /// <summary>One of the bank with the same number, or the same name in the same category, reads otherwise: this becomes its next draft.</summary>
    Differs,

    /// <summary>The bank has it word for word.</summary>
    Same,

    /// <summary>The one of the bank waits for a review and can't be changed now.</summary>
    Waits,

    /// <summary>The same question stands in the file before.</summary>
    Twice,
}

/// <summary>A question of a brought file, and what becomes of it.</summary>
/// <param name="Known">The bank's own, where it has one.</param>
public sealed record BroughtQuestion(int Line, WrittenQuestion Written, BroughtFate Fate, Guid? Known)
{
    /// <summary>What the bank keeps beside the question and read from its tags.</summary>
    public IReadOnlyList<string> FromTags { get; init; } = [];
}

/// <summary>A brought file as it is understood.</summary>
public sealed record BroughtFile(IReadOnlyList<BroughtQuestion> Questions, IReadOnlyList<Unkept> Unkept);

/// <summary>What of the bank a brought question is compared with.</summary>
public sealed record KnownQuestion(Guid Id, string? Code, string Category, string Name, QuestionState State, Question Content, Difficulty? Difficulty, string Source);

/// <summary>Reads a brought file and says of every question what becomes of it.</summary>
internal static class BroughtReading
{
    private const string DifficultyTag = "difficulty:";
    private const string SourceTag = "source:";

    public static (QuestionFile File, IReadOnlyDictionary<int, (Difficulty? Difficulty, string? Source)> Beside) Read(QuestionFormat format, string content) => format switch
    {
        QuestionFormat.Csv => CsvQuestions.Read(content),
        QuestionFormat.MoodleXml => (Xml(content), new Dictionary<int, (Difficulty?, string?)>()),
        _ => (GiftReader.Read(content), new Dictionary<int, (Difficulty?, string?)>()),
    };

    public static BroughtFile Of(QuestionImport import, IReadOnlyList<KnownQuestion> known)
    {
        var (file, beside) = Read(import.Format, import.Content);
        var byCode = known.Where(k => k.Code is not null).GroupBy(k => k.Code!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var byName = known.GroupBy(k => (k.Category, k.Name)).ToDictionary(g => g.Key, g => g.First());
        List<BroughtQuestion> questions = [];
        List<Unkept> unkept = [.. file.Unkept];
        // A note on a category, or its number, has no place in the bank.
        unkept.AddRange(file.Categories.Where(c => !c.Note.IsEmpty || c.Code is not null).Select(c => new Unkept(0, CategoryPath.Write(c.Path), WhyNotKept.UnknownPart, c.Note.IsEmpty ? "idnumber" : "info")));
        HashSet<(string, string)> names = [];
        HashSet<string> codes = new(StringComparer.Ordinal);
        foreach (var (line, read) in file.Questions)
        {
            var (content, difficulty, source, tags) = Beside(read, beside.GetValueOrDefault(line), import.Source);
            content = content with { Category = [.. CategoryPath.Read(import.Category), .. content.Category] };
            var written = new WrittenQuestion(content, difficulty, source);
            if (written.WhyWrong() is not null)
            {
                unkept.Add(new Unkept(line, content.Name, WhyNotKept.UnknownValue, source.Length > BankQuestion.LongestSource ? "source" : "category"));
                continue;
            }
            var (category, name) = (CategoryPath.Write(content.Category), content.Name.Length > BankQuestion.LongestName ? content.Name[..BankQuestion.LongestName] : content.Name);
            var one = content.Code is { } code && byCode.TryGetValue(code, out var coded) ? coded : byName.GetValueOrDefault((category, name));
            var twice = !names.Add((category, name)) | (content.Code is not null && !codes.Add(content.Code));
            var fate = twice ? BroughtFate.Twice : one is null ? BroughtFate.New
                : QuestionJson.Write(one.Content) == QuestionJson.Write(content) && one.Difficulty == difficulty && one.Source == source ? BroughtFate.Same
                : one.State == QuestionState.InReview ? BroughtFate.Waits : BroughtFate.Differs;
            questions.Add(new BroughtQuestion(line, written, fate, one?.Id) { FromTags = tags });
        }
        return new BroughtFile(questions, [.. unkept.OrderBy(u => u.Line)]);
    }

    /// <summary>The tags by which other files carry what the formats have no word for.</summary>
    public static IEnumerable<string> TagsFor(Difficulty? difficulty, string source)
    {
        if (difficulty is { } known)
        {
            yield return DifficultyTag + known.ToString().ToLowerInvariant();
        }
        if (source.Length > 0)
        {
            yield return SourceTag + source;
        }
    }

    private static (Question Content, Difficulty? Difficulty, string Source, IReadOnlyList<string> Tags) Beside(Question read, (Difficulty? Difficulty, string? Source) said, string usual)
    {
        List<string> taken = [];
        var (difficulty, source) = said;
        foreach (var tag in read.Tags)
        {
            if (difficulty is null && tag.StartsWith(DifficultyTag, StringComparison.OrdinalIgnoreCase) && Enum.TryParse<Difficulty>(tag[DifficultyTag.Length..], true, out var named) && Enum.IsDefined(named))
            {
                difficulty = named;
                taken.Add(tag);
            }
            else if (source is null && tag.StartsWith(SourceTag, StringComparison.OrdinalIgnoreCase) && tag.Length > SourceTag.Length)
            {
                source = tag[SourceTag.Length..].Trim();
                taken.Add(tag);
            }
        }
        return (read with { Tags = [.. read.Tags.Except(taken)] }, difficulty, source ?? usual, taken);
    }

    private static QuestionFile Xml(string content)
    {
        using var reader = new StringReader(content);
        return MoodleXmlReader.Read(reader);
    }
}
