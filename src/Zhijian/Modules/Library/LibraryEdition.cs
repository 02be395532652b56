using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Library;

/// <summary>Whether an edition is the one that readers see.</summary>
public enum EditionState
{
    Current,
    Superseded,
    Withdrawn,
}

/// <summary>An item as the review let it go: kept whole and never changed, but for whether it is the current one.</summary>
public sealed class LibraryEdition : IHasParticulars
{
    public required Guid ItemId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As it was called when the edition came out.</summary>
    public required string OrganisationName { get; init; }

    public EditionState State { get; set; }

    public required LibraryKind Kind { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required string Language { get; init; }

    public required List<string> Learners { get; init; }

    public required List<string> Tags { get; init; }

    public string? Collection { get; init; }

    public string? Author { get; init; }

    public required string Rights { get; init; }

    public required string Text { get; init; }

    public string? Url { get; init; }

    public string? Publisher { get; init; }

    public string? Isbn { get; init; }

    public string? Shelf { get; init; }

    /// <summary>Its files, in the order in which they were attached.</summary>
    public required List<Guid> Files { get; init; }

    /// <summary>How many cards, sections or items of a course it has; at least 1.</summary>
    public required int Parts { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    public static LibraryEdition Of(LibraryItem item, IReadOnlyList<Guid> files, DateTimeOffset now) => new()
    {
        ItemId = item.Id, Number = item.Edition, Path = item.Path, OrganisationId = item.OrganisationId, OrganisationName = item.OrganisationName, Kind = item.Kind, Title = item.Title, Summary = item.Summary,
        Language = item.Language, Learners = [.. item.Learners], Tags = [.. item.Tags], Collection = item.Collection, Author = item.Author, Rights = item.Rights, Text = item.Text, Url = item.Url,
        Publisher = item.Publisher, Isbn = item.Isbn, Shelf = item.Shelf, Files = [.. files], Parts = PartsOf(item.Kind, item.Text), ReleasedAt = now,
    };

    private static int PartsOf(LibraryKind kind, string text) => Math.Max(1, kind switch
    {
        LibraryKind.Cards => CardDeck.Of(text).Count,
        LibraryKind.Course => CoursePlan.Of(text).Items.Count,
        _ => SafeText.Read(text).Headings.Count,
    });
}

/// <summary>The words by which an edition is found.</summary>
public sealed class LibrarySearch
{
    public required Guid ItemId { get; init; }

    public required int Number { get; init; }

    /// <summary>The place of the organisation; whatever lies elsewhere than a reader may look is left out before anything is read.</summary>
    public required string EditionPath { get; init; }

    public required List<string> Words { get; init; }

    /// <summary>The letters of the title and each two neighbours, each once.</summary>
    public required List<string> TitleLetters { get; init; }

    public static LibrarySearch Of(LibraryEdition edition, string? fileWords) => new()
    {
        ItemId = edition.ItemId, Number = edition.Number, EditionPath = edition.Path, TitleLetters = [.. PartsOf(edition.Title)],
        Words = [.. SearchTokens.Of(edition.Title, edition.Summary, edition.Collection, edition.Author, edition.Publisher, edition.Isbn, edition.OrganisationName, string.Join(' ', edition.Tags), SafeText.WordsOf(edition.Text), fileWords)],
    };

    /// <summary>By which a title is looked up before it is compared with what was typed: its letters (Chinese, and those and digits of ASCII), and each two that stand side by side. The schema's <c>title_parts</c> says the same.</summary>
    public static IEnumerable<string> PartsOf(string title) => Runs(title).SelectMany(run => run.Concat(Pairs(run))).Distinct(StringComparer.Ordinal);

    /// <summary>Parts that every title has which holds a text: two letters say more than each alone.</summary>
    public static IEnumerable<string> NeedlesOf(string text) => Runs(text).SelectMany(run => run.Count == 1 ? run : Pairs(run)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Pairs(List<string> run) => run.Zip(run.Skip(1), string.Concat);

    /// <summary>Letters that stand side by side.</summary>
    private static IEnumerable<List<string>> Runs(string text)
    {
        List<string> run = [];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x3400 and <= 0x9FFF) || (rune.IsAscii && Rune.IsLetterOrDigit(rune)))
            {
                run.Add(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
        if (run.Count > 0)
        {
            yield return run;
        }
    }
}

/// <summary>What one person put on their list and how far they read: only the place, never when or how long.</summary>
public sealed class LibraryReading
{
    public const int MostOnList = 200;

    public required Guid MemberId { get; init; }

    public required Guid ItemId { get; init; }

    /// <summary>The section, card, page or item of a course, from 1; null where no place was kept.</summary>
    public int? Part { get; set; }

    /// <summary>Which was touched last: the highest.</summary>
    public int Turn { get; set; }

    public bool InList { get; set; }
}

/// <summary>A person changed their own list or place. What and where is nobody else's business, so the trace says neither.</summary>
public sealed record OwnReadingChanged(Guid SubjectId, string OrganisationPath) : IFact;
