using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Library;

/// <summary>
/// An item of the library as its authors work at it. It is handed in for review; what the review let go becomes an <see cref="LibraryEdition"/> that readers see,
/// and stays so while the next one is written.
/// </summary>
public sealed class LibraryItem : IHasParticulars
{
    public const int LongestTitle = 80;
    public const int LongestNote = 300;
    public const int LongestWord = 40;
    public const int LongestText = 60_000;
    public const int MostTags = 8;

    public static readonly IReadOnlyList<string> Languages = ["zh-CN", "en"];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required LibraryKind Kind { get; init; }

    public required string Title { get; set; }

    public string Summary { get; set; } = "";

    public string Language { get; set; } = Languages[0];

    /// <summary>Names of the kinds of learners it is meant for (<see cref="Library.Learners"/>); empty: everybody.</summary>
    public List<string> Learners { get; set; } = [];

    public List<string> Tags { get; set; } = [];

    public string? Collection { get; set; }

    public string? Author { get; set; }

    /// <summary>Where it comes from, and why it may be shown.</summary>
    public required string Rights { get; set; }

    /// <summary>Markdown: the text itself; of a document or a recording what is said in it; of a course its plan.</summary>
    public string Text { get; set; } = "";

    public string? Url { get; set; }

    public string? Publisher { get; set; }

    public string? Isbn { get; set; }

    /// <summary>Where the branch's copy stands.</summary>
    public string? Shelf { get; set; }

    /// <summary>The words inside its files, so that they are found too.</summary>
    public string? FileWords { get; set; }

    public LibraryState State { get; set; }

    /// <summary>The number of the last edition; 0 before the first.</summary>
    public int Edition { get; set; }

    /// <summary>Whether an edition can be read now.</summary>
    public bool IsPublic { get; set; }

    /// <summary>Why it came back, or why it was withdrawn.</summary>
    public string? Answer { get; set; }

    /// <summary>How often it was written: saving the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>Begins an item.</summary>
    public static Decision<LibraryItemDrafted> Draft(LibraryDraft draft, Guid organisation, string organisationName, string path, Actor actor, DateTimeOffset now, out LibraryItem? item)
    {
        item = null;
        if (draft.Kind is not { } kind)
        {
            return PlatformRefusals.Required.At("Form.Kind");
        }
        if (draft.WhyWrong(kind) is { } wrong)
        {
            return wrong;
        }
        item = new LibraryItem { Path = path, OrganisationId = organisation, OrganisationName = organisationName, Kind = kind, Title = "", Rights = "", CreatedBy = actor.MemberId, CreatedAt = now };
        item.Take(draft);
        return new LibraryItemDrafted(item.Id, path, kind, item.Title);
    }

    /// <summary>Writes it anew.</summary>
    public Decision<LibraryItemChanged> Change(LibraryDraft draft, int seen)
    {
        if ((WhyNotChange(seen) ?? draft.WhyWrong(Kind)) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        Saves++;
        return new LibraryItemChanged(Id, Path, Title);
    }

    /// <summary>Why it can't be changed now; null where it can.</summary>
    public Refusal? WhyNotChange(int seen) => seen != Version ? PlatformRefusals.Stale : State != LibraryState.Draft ? LibraryRefusals.NotADraft : null;

    /// <summary>Why it can't go to the review now; null where it can.</summary>
    /// <param name="mediaTypes">Of its files.</param>
    public Refusal? WhyNotHandIn(IReadOnlyList<string> mediaTypes) =>
        State != LibraryState.Draft ? LibraryRefusals.NotADraft
        : Kind switch
        {
            LibraryKind.Article or LibraryKind.Cards when string.IsNullOrWhiteSpace(Text) => LibraryRefusals.NothingInIt,
            LibraryKind.Document when mediaTypes.Count == 0 => LibraryRefusals.NoFile,
            LibraryKind.Video when !mediaTypes.Any(t => t.StartsWith("video/", StringComparison.Ordinal)) => LibraryRefusals.NoFile,
            LibraryKind.Audio when !mediaTypes.Any(t => t.StartsWith("audio/", StringComparison.Ordinal)) => LibraryRefusals.NoFile,
            LibraryKind.Course when CoursePlan.Read(Text, out var plan) is not null || plan.Items.Count == 0 => LibraryRefusals.NothingInIt,
            _ => null,
        };

    public Decision<LibraryItemHandedIn> HandIn(IReadOnlyList<string> mediaTypes, string? fileWords, int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : WhyNotHandIn(mediaTypes)) is { } refusal)
        {
            return refusal;
        }
        (State, Answer, FileWords) = (LibraryState.InReview, null, fileWords);
        return new LibraryItemHandedIn(Id, Path, Title);
    }

    /// <summary>The last layer approved it: it is public from now on.</summary>
    /// <param name="files">In the order in which they were attached.</param>
    public LibraryItemReleased Release(IReadOnlyList<Guid> files, DateTimeOffset now, out LibraryEdition edition)
    {
        (State, Edition, IsPublic, Answer) = (LibraryState.Released, Edition + 1, true, null);
        edition = LibraryEdition.Of(this, files, now);
        return new LibraryItemReleased(Id, Path, Title, Edition);
    }

    /// <summary>It came back from the review, was taken back, or the approval was.</summary>
    public void BackTo(LibraryState state, string? why) => (State, Answer) = (state, why);

    /// <summary>Begins the next edition; the last one stays public until the review lets the new one go.</summary>
    public Decision<LibraryItemRevised> Revise(int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (State is not (LibraryState.Released or LibraryState.Withdrawn))
        {
            return LibraryRefusals.NotReleased;
        }
        (State, Answer) = (LibraryState.Draft, null);
        return new LibraryItemRevised(Id, Path, Title, Edition + 1);
    }

    /// <summary>Why it can't be withdrawn now; null where it can.</summary>
    public Refusal? WhyNotWithdraw() => !IsPublic ? LibraryRefusals.NotPublic : State == LibraryState.InReview ? LibraryRefusals.UnderReview : null;

    /// <summary>Takes it from the readers, with a reason that its authors and reviewers see.</summary>
    public Decision<LibraryItemWithdrawn> Withdraw(string? reason, int seen)
    {
        var why = reason?.Trim() ?? "";
        var refusal = seen != Version ? PlatformRefusals.Stale
            : WhyNotWithdraw() ?? PlatformRefusals.WhyNotReason(why, LongestNote);
        if (refusal is not null)
        {
            return refusal;
        }
        (IsPublic, Answer) = (false, why);
        State = State == LibraryState.Released ? LibraryState.Withdrawn : State;
        return new LibraryItemWithdrawn(Id, Path, Title, Edition, why);
    }

    private void Take(LibraryDraft draft)
    {
        (Title, Summary, Rights, Text) = (draft.Title!.Trim(), draft.Summary?.Trim() ?? "", draft.Rights!.Trim(), draft.Text?.ReplaceLineEndings("\n").TrimEnd() ?? "");
        (Language, Learners, Tags) = (draft.Language!, Library.Learners.Of(draft.Learners), LibraryDraft.TagsOf(draft.Tags));
        (Collection, Author, Url) = (Kept(draft.Collection), Kept(draft.Author), Kept(draft.Url));
        (Publisher, Isbn, Shelf) = (Kept(draft.Publisher), Kept(draft.Isbn), Kept(draft.Shelf));
    }

    private static string? Kept(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}

/// <summary>What authors type.</summary>
/// <param name="Tags">Separated by commas or blanks of either writing.</param>
public sealed record LibraryDraft(LibraryKind? Kind, string? Title, string? Summary, string? Language, IReadOnlyList<string>? Learners, string? Tags, string? Collection, string? Author, string? Rights, string? Text)
{
    private static readonly char[] Separators = [',', '，', '、', ';', '；', ' ', '\u3000', '\n', '\t'];

    public string? Url { get; init; }

    public string? Publisher { get; init; }

    public string? Isbn { get; init; }

    public string? Shelf { get; init; }

    /// <summary>What is missing, too long or can't be; null where nothing is.</summary>
    public Refusal? WhyWrong(LibraryKind kind) =>
        string.IsNullOrWhiteSpace(Title) ? PlatformRefusals.Required.At("Form.Title")
        : string.IsNullOrWhiteSpace(Rights) ? PlatformRefusals.Required.At("Form.Rights")
        : Language is null || !LibraryItem.Languages.Contains(Language) ? PlatformRefusals.Required.At("Form.Language")
        : Longer("Title", Title, LibraryItem.LongestTitle) ?? Longer("Summary", Summary, LibraryItem.LongestNote) ?? Longer("Rights", Rights, LibraryItem.LongestNote) ?? Longer("Text", Text, LibraryItem.LongestText)
        ?? Longer("Collection", Collection, LibraryItem.LongestWord) ?? Longer("Author", Author, LibraryItem.LongestTitle) ?? Longer("Url", Url, LibraryItem.LongestNote)
        ?? Longer("Publisher", Publisher, LibraryItem.LongestTitle) ?? Longer("Isbn", Isbn, LibraryItem.LongestWord) ?? Longer("Shelf", Shelf, LibraryItem.LongestTitle)
        ?? (TagsOf(Tags) is var tags && (tags.Count > LibraryItem.MostTags || tags.Any(t => t.Length > LibraryItem.LongestWord)) ? LibraryRefusals.TooManyTags.With(LibraryItem.MostTags, LibraryItem.LongestWord).At("Form.Tags") : null)
        ?? (kind == LibraryKind.Link && !IsAddress(Url) ? LibraryRefusals.NoAddress.At("Form.Url") : null)
        ?? (kind == LibraryKind.Course ? CoursePlan.Read(Text ?? "", out _)?.At("Form.Text") : null);

    public static List<string> TagsOf(string? typed) => [.. (typed ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static Refusal? Longer(string field, string? value, int most) => value?.Trim().Length > most ? PlatformRefusals.TooLong.With(most).At($"Form.{field}") : null;

    /// <summary>Only pages that browsers open: another scheme could run something on the reader's device.</summary>
    public static bool IsAddress(string? url) => Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0;
}

/// <summary>An item was begun.</summary>
public sealed record LibraryItemDrafted(Guid SubjectId, string OrganisationPath, LibraryKind Kind, string Title) : IFact;

/// <summary>An item was written anew.</summary>
public sealed record LibraryItemChanged(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>An item went to the review.</summary>
public sealed record LibraryItemHandedIn(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>An edition is public.</summary>
public sealed record LibraryItemReleased(Guid SubjectId, string OrganisationPath, string Title, int Edition) : IFact;

/// <summary>The next edition is being written.</summary>
public sealed record LibraryItemRevised(Guid SubjectId, string OrganisationPath, string Title, int Edition) : IFact;

/// <summary>An item was taken from its readers.</summary>
public sealed record LibraryItemWithdrawn(Guid SubjectId, string OrganisationPath, string Title, int Edition, string Reason) : IFact;

/// <summary>Why something in the library can't be done.</summary>
public static class LibraryRefusals
{
    public static readonly Refusal NotADraft = new("library.not-a-draft");
    public static readonly Refusal NotReleased = new("library.not-released");
    public static readonly Refusal NotPublic = new("library.not-public");
    public static readonly Refusal UnderReview = new("library.under-review");
    public static readonly Refusal NothingInIt = new("library.nothing-in-it");
    public static readonly Refusal NoFile = new("library.no-file");
    public static readonly Refusal NoAddress = new("library.no-address", RefusalKind.BadInput);

    /// <summary>The values are how many there may be, and how long each.</summary>
    public static readonly Refusal TooManyTags = new("library.too-many-tags", RefusalKind.BadInput);

    /// <summary>A line of a course's plan is neither a chapter nor an item; the value is its number.</summary>
    public static readonly Refusal UnreadablePlan = new("library.unreadable-plan", RefusalKind.BadInput);

    /// <summary>The part is none of the item's.</summary>
    public static readonly Refusal NoSuchPart = new("library.no-such-part", RefusalKind.BadInput);

    /// <summary>The number of items on a list has an end; the value is it.</summary>
    public static readonly Refusal ListIsFull = new("library.list-is-full");
}
