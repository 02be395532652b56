using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>A guarded document was opened for half an hour. The subject is the file.</summary>
/// <param name="Code">Stands on every page that is shown.</param>
public sealed record DocumentOpened(Guid SubjectId, string OrganisationPath, string Name, string Code) : IFact;

/// <summary>A guarded document was taken along, with its taker's mark on every page. The subject is the file.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record DocumentTaken(Guid SubjectId, string OrganisationPath, string Name, string Code) : IFact;

/// <summary>A link to a guarded document was made for one person and a number of days. The subject is the file.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record DocumentForwarded(Guid SubjectId, string OrganisationPath, string Name, Guid ToMemberId, DateTimeOffset Until) : IFact;

/// <summary>A link to a guarded document was withdrawn before its time. The subject is the file.</summary>
public sealed record ForwardRevoked(Guid SubjectId, string OrganisationPath, Guid ForwardId) : IFact;

/// <summary>What a post may do with guarded documents, besides seeing them as marked pages: each is a right of its own.</summary>
public static class FileActs
{
    /// <summary>Take a guarded document along, marked.</summary>
    public const string Download = "files.download";

    /// <summary>Print its marked pages.</summary>
    public const string Print = "files.print";

    /// <summary>Let one person see it for some days.</summary>
    public const string Forward = "files.forward";
}

/// <summary>Why a guarded document is not shown, taken or forwarded.</summary>
public static class GuardedRefusals
{
    /// <summary>It is shown as pages only.</summary>
    public static readonly Refusal PagesOnly = new("files.pages-only", RefusalKind.NotYours);

    /// <summary>Only what can be shown as pages can be guarded: PDF, pictures, text.</summary>
    public static readonly Refusal NoPages = new("files.no-pages", RefusalKind.BadInput, "file");

    /// <summary>The pages can't be drawn: the content is broken or locked, or poppler-utils is missing.</summary>
    public static readonly Refusal NotDrawn = new("files.not-drawn");

    /// <summary>The value is how many one person may take in 24 hours.</summary>
    public static readonly Refusal TakenEnough = new("files.taken-enough");

    public static readonly Refusal NobodyOfThatName = new("files.nobody-of-that-name", RefusalKind.BadInput, "Form.To");

    /// <summary>The value is the most days.</summary>
    public static readonly Refusal Days = new("files.days", RefusalKind.BadInput, "Form.Days");

    /// <summary>The half hour or the link is over, or it was meant for somebody else.</summary>
    public static readonly Refusal Over = new("files.over", RefusalKind.Missing);
}
