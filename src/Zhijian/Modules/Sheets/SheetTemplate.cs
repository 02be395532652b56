using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Sheets;

/// <summary>How a code is written into a sheet.</summary>
public enum CodeForm
{
    /// <summary>男.</summary>
    Name,

    /// <summary>1.</summary>
    Code,
}

/// <summary>How a day is written into a sheet.</summary>
public enum DayForm
{
    /// <summary>2026-11-21.</summary>
    Dashes,

    /// <summary>2026/11/21.</summary>
    Slashes,

    /// <summary>2026.11.21.</summary>
    Dots,

    /// <summary>20261121.</summary>
    Digits,

    /// <summary>2026年11月21日.</summary>
    Chinese,

    /// <summary>202611.</summary>
    Month,
}

/// <summary>One column of the other system's sheet.</summary>
/// <param name="Heading">As that system writes it.</param>
/// <param name="Element">The data element that fills it; null where <paramref name="Text"/> does.</param>
/// <param name="Text">The same in each row; may be empty, for a column that the sheet has and we fill with nothing.</param>
public sealed record SheetColumn(string Heading, string? Element, string? Text, CodeForm Codes, DayForm Days);

/// <summary>What is typed for one column.</summary>
/// <param name="Codes">Null where what was sent is no form of codes.</param>
/// <param name="Days">Null where what was sent is no form of days.</param>
public sealed record TypedColumn(string? Heading, string? Element, string? Text, CodeForm? Codes, DayForm? Days)
{
    public bool IsEmpty => string.IsNullOrWhiteSpace(Heading) && string.IsNullOrWhiteSpace(Element) && string.IsNullOrWhiteSpace(Text);
}

/// <summary>How one list is laid out on the sheet of another system: which of its columns is which data element. Each change is a version; none is lost.</summary>
public sealed class SheetTemplate
{
    public const int LongestName = 60;
    public const int LongestHeading = 100;
    public const int LongestText = 200;
    public const int MostColumns = 60;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Where it was designed; it serves there and below.</summary>
    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>The list it lays out: members, organisations, the table of a frozen year.</summary>
    public required string List { get; init; }

    public string Name { get; set; } = "";

    public IReadOnlyList<SheetColumn> Columns { get; set; } = [];

    /// <summary>No longer offered; what was taken with it stays told.</summary>
    public bool IsRetired { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public string ChangedBy { get; set; } = "";

    public int Version { get; set; } = 1;

    /// <summary>Takes what was typed; the fact names headings and elements.</summary>
    /// <param name="elements">What the list can fill.</param>
    public Refusal? Take(string? name, IReadOnlyList<TypedColumn> typed, IReadOnlyCollection<string> elements, Actor actor, DateTimeOffset now)
    {
        var trimmed = name?.Trim() ?? "";
        List<SheetColumn> columns = [.. typed.Where(t => !t.IsEmpty).Select(t => new SheetColumn(t.Heading?.Trim() ?? "", string.IsNullOrWhiteSpace(t.Element) ? null : t.Element, string.IsNullOrWhiteSpace(t.Element) ? t.Text?.Trim() ?? "" : null, t.Codes ?? default, t.Days ?? default))];
        var refusal = trimmed.Length == 0 ? PlatformRefusals.Required.At("Form.Name")
            : trimmed.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.Name")
            : columns.Count == 0 ? SheetRefusals.NoColumns
            : columns.Count > MostColumns ? SheetRefusals.TooManyColumns.With(MostColumns)
            : columns.Any(c => c.Heading.Length == 0) ? SheetRefusals.HeadingMissing
            : columns.Any(c => c.Heading.Length > LongestHeading) ? PlatformRefusals.TooLong.With(LongestHeading)
            : typed.Any(t => t.Text?.Length > LongestText) ? PlatformRefusals.TooLong.With(LongestText)
            : typed.Any(t => t.Codes is null || t.Days is null) ? PlatformRefusals.NotReadable
            : columns.GroupBy(c => c.Heading).FirstOrDefault(g => g.Count() > 1) is { } twice ? SheetRefusals.HeadingTwice.With(twice.Key)
            : columns.Any(c => c.Element is { } element && !elements.Contains(element)) ? SheetRefusals.NoSuchElement
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        (Name, Columns, ChangedAt, ChangedBy) = (trimmed, columns, now, actor.Name);
        return null;
    }

    public Decision<SheetTemplateRetired> Retire(int seen)
    {
        if (seen != Version)
        {
            return PlatformRefusals.Stale;
        }
        if (IsRetired)
        {
            return SheetRefusals.RetiredAlready;
        }
        IsRetired = true;
        return new SheetTemplateRetired(Id, Path, Name);
    }
}

/// <summary>A template as it stood from one change to the next; written once, never changed.</summary>
public sealed class SheetTemplateVersion
{
    public required Guid TemplateId { get; init; }

    public required int Number { get; init; }

    public required string Path { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<SheetColumn> Columns { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ByName { get; init; }
}

/// <summary>A template was designed, or changed: from now on lists are laid out by this version. Names headings and elements.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SheetTemplateDefined(Guid SubjectId, string OrganisationPath, string List, string Name, int Number, IReadOnlyList<string> Columns) : IFact;

/// <summary>A template is no longer offered.</summary>
[CountsAs(OverviewLine.Rights)]
public sealed record SheetTemplateRetired(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>Why a template is refused.</summary>
public static class SheetRefusals
{
    public static readonly Refusal NoColumns = new("sheets.no-columns", RefusalKind.BadInput);

    /// <summary>The value is the most columns.</summary>
    public static readonly Refusal TooManyColumns = new("sheets.too-many-columns", RefusalKind.BadInput);
    public static readonly Refusal HeadingMissing = new("sheets.heading-missing", RefusalKind.BadInput);

    /// <summary>The value is the heading.</summary>
    public static readonly Refusal HeadingTwice = new("sheets.heading-twice", RefusalKind.BadInput);
    public static readonly Refusal NoSuchElement = new("sheets.no-such-element", RefusalKind.BadInput);
    public static readonly Refusal NoSuchList = new("sheets.no-such-list", RefusalKind.BadInput, "Form.List");
    public static readonly Refusal RetiredAlready = new("sheets.retired-already");
}
