using Zhijian.Modules.Questions.Formats;
using Zhijian.Modules.Questions.Showing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>How hard its authors think a question is; the formats of other programs have no word for it.</summary>
public enum Difficulty
{
    Easy,
    Medium,
    Hard,
}

/// <summary>How a question of the bank stands.</summary>
public enum QuestionState
{
    /// <summary>Being written; an earlier edition may be in use meanwhile.</summary>
    Draft,

    InReview,
    Released,

    /// <summary>No paper takes it any more.</summary>
    Retired,
}

/// <summary>
/// A question of an organisation's bank as its authors work at it. Handed in with others, it goes through the review; what the review let go is a
/// <see cref="QuestionEdition"/> that papers of this organisation and of those below may use, and stays so while the next one is written.
/// </summary>
public sealed class BankQuestion
{
    public const int LongestName = 120;
    public const int LongestSource = 300;
    public const int LongestCategory = 300;
    public const int LongestNote = 300;

    /// <summary>Of all words together, by which it is found.</summary>
    private const int MostWords = 4000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required QuestionKind Kind { get; set; }

    public required string Name { get; set; }

    /// <summary>From the outermost, parted by slashes as the formats write it; empty where it stands in none.</summary>
    public string Category { get; set; } = "";

    public Difficulty? Difficulty { get; set; }

    /// <summary>Where it comes from: a regulation with its article, a handbook.</summary>
    public string Source { get; set; } = "";

    public List<string> Tags { get; set; } = [];

    /// <summary>The number another system knows it by.</summary>
    public string? Code { get; set; }

    /// <summary>By which it is found.</summary>
    public string Words { get; set; } = "";

    /// <summary>The question whole.</summary>
    public required Question Content { get; set; }

    public QuestionState State { get; set; }

    /// <summary>The number of the last edition; 0 before the first.</summary>
    public int Edition { get; set; }

    /// <summary>Whether papers may take it now.</summary>
    public bool IsInUse { get; set; }

    /// <summary>With which others it was handed in last.</summary>
    public Guid? ReleaseId { get; set; }

    /// <summary>Why it came back, or why it was retired.</summary>
    public string? Answer { get; set; }

    /// <summary>How often it was written: saving the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Begins a question.</summary>
    public static Decision<QuestionDrafted> Draft(WrittenQuestion written, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, out BankQuestion? question)
    {
        question = null;
        if (written.WhyWrong() is { } wrong)
        {
            return wrong;
        }
        question = Of(written, organisation, organisationName, path, actor.MemberId, now);
        return new QuestionDrafted(question.Id, path, question.Name);
    }

    /// <summary>The same for a question that was read from a file and judged there.</summary>
    internal static BankQuestion Of(WrittenQuestion written, Guid organisation, string organisationName, string path, Guid by, DateTimeOffset now)
    {
        var question = new BankQuestion { Path = path, OrganisationId = organisation, OrganisationName = organisationName, Kind = written.Content.Kind, Name = "", Content = written.Content, CreatedBy = by, CreatedAt = now };
        question.Take(written);
        return question;
    }

    /// <summary>Writes it anew.</summary>
    public Decision<QuestionChanged> Change(WrittenQuestion written, int seen)
    {
        if ((WhyNotChange(seen) ?? written.WhyWrong()) is { } refusal)
        {
            return refusal;
        }
        Take(written);
        Saves++;
        return new QuestionChanged(Id, Path, Name);
    }

    /// <summary>Why it can't be changed now; null where it can.</summary>
    public Refusal? WhyNotChange(int seen) => seen != Version ? PlatformRefusals.Stale : State != QuestionState.Draft ? QuestionRefusals.NotADraft : null;

    /// <summary>Begins its next edition; papers go on with the last one.</summary>
    public Decision<QuestionRevised> Revise(int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (State is not (QuestionState.Released or QuestionState.Retired))
        {
            return QuestionRefusals.NotReleased;
        }
        (State, Answer) = (QuestionState.Draft, null);
        return new QuestionRevised(Id, Path, Name, Edition + 1);
    }

    /// <summary>Why it can't be retired now; null where it can.</summary>
    public Refusal? WhyNotRetire() => !IsInUse ? QuestionRefusals.NotInUse : State == QuestionState.InReview ? QuestionRefusals.UnderReview : null;

    /// <summary>Takes it from the papers to come. Attempts that hold it go on; whoever hands in afterwards gets its points, whatever they answered.</summary>
    public Decision<QuestionRetired> Retire(string? reason, int seen)
    {
        var why = reason?.Trim() ?? "";
        var refusal = seen != Version ? PlatformRefusals.Stale
            : WhyNotRetire() ?? PlatformRefusals.WhyNotReason(why, LongestNote);
        if (refusal is not null)
        {
            return refusal;
        }
        (IsInUse, Answer) = (false, why);
        State = State == QuestionState.Released ? QuestionState.Retired : State;
        return new QuestionRetired(Id, Path, Name, Edition, why);
    }

    /// <summary>Goes to the review with others.</summary>
    internal void HandIn(Guid release) => (State, ReleaseId, Answer) = (QuestionState.InReview, release, null);

    /// <summary>It came back from the review, was taken back, or the approval was.</summary>
    internal void BackTo(QuestionState state, string? why) => (State, Answer) = (state, why);

    /// <summary>The last layer approved it.</summary>
    internal QuestionEdition Release(DateTimeOffset now)
    {
        (State, Edition, IsInUse, Answer) = (QuestionState.Released, Edition + 1, true, null);
        return QuestionEdition.Of(this, now);
    }

    /// <summary>What was read from a file takes its place as the next thing to be reviewed.</summary>
    internal void TakeBrought(WrittenQuestion written)
    {
        Take(written);
        Saves++;
        (State, Answer) = (QuestionState.Draft, null);
    }

    private void Take(WrittenQuestion written)
    {
        var content = written.Content;
        (Content, Kind, Name, Difficulty, Source) = (content, content.Kind, Shortened(content.Name, LongestName), written.Difficulty, written.Source.Trim());
        (Category, Tags, Code) = (CategoryPath.Write(content.Category), [.. content.Tags], content.Code);
        Words = Shortened(string.Join(' ', QuestionTexts.Of(content).Select(PlainWords.Of).Prepend(content.Name).Append(Source).Append(string.Join(' ', content.Tags)).Append(content.Code ?? "")), MostWords);
    }

    private static string Shortened(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

/// <summary>A question with what the bank keeps beside it.</summary>
public sealed record WrittenQuestion(Question Content, Difficulty? Difficulty, string Source)
{
    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong() =>
        string.IsNullOrWhiteSpace(Source) ? PlatformRefusals.Required.At("Form.Source")
        : Source.Trim().Length > BankQuestion.LongestSource ? PlatformRefusals.TooLong.With(BankQuestion.LongestSource).At("Form.Source")
        : CategoryPath.Write(Content.Category).Length > BankQuestion.LongestCategory ? PlatformRefusals.TooLong.With(BankQuestion.LongestCategory).At("Form.Category")
        : null;
}

/// <summary>A question as the review let it go: kept whole and never changed, but for whether it is the one in use.</summary>
public sealed class QuestionEdition
{
    public required Guid QuestionId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public EditionUse State { get; set; }

    public required QuestionKind Kind { get; init; }

    public required string Name { get; init; }

    public required string Category { get; init; }

    public Difficulty? Difficulty { get; init; }

    public required string Source { get; init; }

    public required Question Content { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    internal static QuestionEdition Of(BankQuestion question, DateTimeOffset now) => new()
    {
        QuestionId = question.Id, Number = question.Edition, Path = question.Path, OrganisationId = question.OrganisationId, OrganisationName = question.OrganisationName, Kind = question.Kind, Name = question.Name,
        Category = question.Category, Difficulty = question.Difficulty, Source = question.Source, Content = question.Content, ReleasedAt = now,
    };
}

/// <summary>Whether an edition is the one that papers take.</summary>
public enum EditionUse
{
    Current,
    Superseded,
    Withdrawn,
}

/// <summary>How questions that were handed in together stand.</summary>
public enum ReleaseState
{
    InReview,
    Released,

    /// <summary>Came back, or was taken back.</summary>
    Returned,
}

/// <summary>Questions that go through the review together: a part of the bank.</summary>
public sealed class QuestionRelease
{
    public const int LongestTitle = 80;

    /// <summary>Most questions that one reviewer is asked to read at once.</summary>
    public const int Most = 200;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required string Title { get; init; }

    public required int Questions { get; set; }

    public ReleaseState State { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Hands drafts in together.</summary>
    public static Decision<QuestionsHandedIn> Of(string? title, IReadOnlyList<BankQuestion> drafts, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, out QuestionRelease? release)
    {
        release = null;
        var named = title?.Trim() ?? "";
        if (named.Length is 0 or > LongestTitle)
        {
            return (named.Length == 0 ? PlatformRefusals.Required : PlatformRefusals.TooLong.With(LongestTitle)).At("Form.Title");
        }
        if (WhyNotThese(drafts) is { } refusal)
        {
            return refusal.At("Form.Category");
        }
        release = new QuestionRelease { Path = path, OrganisationId = organisation, OrganisationName = organisationName, Title = named, Questions = drafts.Count, CreatedBy = actor.MemberId, CreatedAt = now };
        foreach (var draft in drafts)
        {
            draft.HandIn(release.Id);
        }
        return new QuestionsHandedIn(release.Id, path, named, drafts.Count);
    }

    /// <summary>Hands those that came back in again, as they are now.</summary>
    public Decision<QuestionsHandedIn> Again(IReadOnlyList<BankQuestion> drafts, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State != ReleaseState.Returned ? QuestionRefusals.UnderReview : WhyNotThese(drafts)) is { } refusal)
        {
            return refusal;
        }
        (State, Questions) = (ReleaseState.InReview, drafts.Count);
        foreach (var draft in drafts)
        {
            draft.HandIn(Id);
        }
        return new QuestionsHandedIn(Id, Path, Title, drafts.Count);
    }

    private static Refusal? WhyNotThese(IReadOnlyList<BankQuestion> drafts) =>
        drafts.Count == 0 ? QuestionRefusals.NoDrafts : drafts.Count > Most ? QuestionRefusals.TooManyAtOnce.With(Most)
        : drafts.FirstOrDefault(d => !QuestionPictures.AreAllShown(d.Content)) is { } withFile ? QuestionRefusals.HasFiles.With(withFile.Name) : null;
}

/// <summary>A question was begun.</summary>
public sealed record QuestionDrafted(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>A question was written anew.</summary>
public sealed record QuestionChanged(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>The next edition of a question is being written.</summary>
public sealed record QuestionRevised(Guid SubjectId, string OrganisationPath, string Name, int Edition) : IFact;

/// <summary>No paper takes the question any more.</summary>
public sealed record QuestionRetired(Guid SubjectId, string OrganisationPath, string Name, int Edition, string Reason) : IFact;

/// <summary>Questions went to the review.</summary>
public sealed record QuestionsHandedIn(Guid SubjectId, string OrganisationPath, string Title, int Questions) : IFact;

/// <summary>Papers may take these questions.</summary>
public sealed record QuestionsReleased(Guid SubjectId, string OrganisationPath, string Title, int Questions) : IFact;

/// <summary>Somebody brought a file of questions; nothing of it is in the bank yet.</summary>
public sealed record QuestionsBrought(Guid SubjectId, string OrganisationPath, string FileName) : IFact;

/// <summary>What could be kept whole of a file is in the bank as drafts.</summary>
public sealed record BroughtQuestionsTaken(Guid SubjectId, string OrganisationPath, string FileName, int Added, int Changed) : IFact;

/// <summary>A file of questions was put away without taking any.</summary>
public sealed record BroughtQuestionsLeft(Guid SubjectId, string OrganisationPath, string FileName) : IFact;

/// <summary>Why something in the bank can't be done.</summary>
public static class QuestionRefusals
{
    public static readonly Refusal NotADraft = new("questions.not-a-draft");
    public static readonly Refusal NotReleased = new("questions.not-released");
    public static readonly Refusal NotInUse = new("questions.not-in-use");
    public static readonly Refusal UnderReview = new("questions.under-review");
    public static readonly Refusal NoDrafts = new("questions.no-drafts", RefusalKind.BadInput);

    /// <summary>The value is how many go at once.</summary>
    public static readonly Refusal TooManyAtOnce = new("questions.too-many-at-once", RefusalKind.BadInput);

    /// <summary>A file came inside it that is no picture, so that no page could show it; the value is the question's name.</summary>
    public static readonly Refusal HasFiles = new("questions.has-files", RefusalKind.BadInput);

    public static readonly Refusal NotAPicture = new("questions.not-a-picture", RefusalKind.BadInput);

    /// <summary>The value is how many megabytes it may have.</summary>
    public static readonly Refusal PictureTooLarge = new("questions.picture-too-large", RefusalKind.BadInput);

    /// <summary>The question came from a file as plain text, which holds no picture.</summary>
    public static readonly Refusal NoPictureInPlainText = new("questions.no-picture-in-plain-text", RefusalKind.BadInput);

    public static readonly Refusal TooFewAnswers = new("questions.too-few-answers", RefusalKind.BadInput);

    /// <summary>Of a single choice exactly one is worth everything; of several the right ones make a hundred together.</summary>
    public static readonly Refusal NoneIsRight = new("questions.none-is-right", RefusalKind.BadInput);

    public static readonly Refusal BadWeight = new("questions.bad-weight", RefusalKind.BadInput);
    public static readonly Refusal BadNumber = new("questions.bad-number", RefusalKind.BadInput);

    /// <summary>A gap of a cloze text can't be read; the value is how it begins.</summary>
    public static readonly Refusal BadGap = new("questions.bad-gap", RefusalKind.BadInput);

    public static readonly Refusal NoGap = new("questions.no-gap", RefusalKind.BadInput);

    /// <summary>Half of a pair is empty; the value is its number.</summary>
    public static readonly Refusal HalfAPair = new("questions.half-a-pair", RefusalKind.BadInput);

    /// <summary>The value is how many there may be.</summary>
    public static readonly Refusal TooManyTags = new("questions.too-many-tags", RefusalKind.BadInput);

    public static readonly Refusal NoFile = new("questions.no-file", RefusalKind.BadInput);

    /// <summary>Neither of the three formats, or no text.</summary>
    public static readonly Refusal UnknownFormat = new("questions.unknown-format", RefusalKind.BadInput);

    /// <summary>It was decided on already.</summary>
    public static readonly Refusal AlreadyDecided = new("questions.already-decided");

    /// <summary>Nothing in the file is new.</summary>
    public static readonly Refusal NothingToTake = new("questions.nothing-to-take");
}
