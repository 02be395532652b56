using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Platform.Exports;

/// <summary>What a post may do with lists.</summary>
public static class ExportActs
{
    /// <summary>Take a list along as a file, of what the post sees.</summary>
    public const string Take = "exports.take";
}

/// <summary>A list was taken along: at once, or as a stream for a program. The subject is the taking.</summary>
/// <param name="Rows">How many rows the file holds.</param>
/// <param name="Filters">The names of the filters that were used, never what was sought.</param>
[CountsAs(OverviewLine.Exports)]
public sealed record ListTaken(Guid SubjectId, string OrganisationPath, string List, string Format, long Rows, IReadOnlyList<string> Filters) : IFact;

/// <summary>A list too long to wait for was asked for; its file is being written. The subject is the file.</summary>
public sealed record ListAskedFor(Guid SubjectId, string OrganisationPath, string List, string Format, IReadOnlyList<string> Filters) : IFact;

/// <summary>A list that was asked for lies ready, sealed, until its link expires. The subject is the file.</summary>
public sealed record ListWritten(Guid SubjectId, string OrganisationPath, string List, string Format, long Rows) : IFact;

/// <summary>A list that was asked for could not be written, or whoever asked may not take it along any more. The subject is the file.</summary>
public sealed record ListNotWritten(Guid SubjectId, string OrganisationPath, string List) : IFact;

/// <summary>A written list was fetched by its link. The subject is the file.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record ListFetched(Guid SubjectId, string OrganisationPath, string List, string Format, long Rows) : IFact;

/// <summary>A list began to be read by a program, before its first row left; how many rows it was, <see cref="ListTaken"/> tells. The subject is the taking.</summary>
public sealed record ListStreamed(Guid SubjectId, string OrganisationPath, string List, string Format, IReadOnlyList<string> Filters) : IFact;

/// <summary>Why a list can't be taken along.</summary>
public static class ExportRefusals
{
    public static readonly Refusal NoSuchFormat = new("exports.no-such-format", RefusalKind.BadInput, "format");

    /// <summary>The value is how many lists one person may take in 24 hours.</summary>
    public static readonly Refusal TakenEnough = new("exports.taken-enough");

    /// <summary>The link is over, or it was made for somebody else.</summary>
    public static readonly Refusal Over = new("exports.over", RefusalKind.Missing);

    /// <summary>The file is still being written.</summary>
    public static readonly Refusal NotReady = new("exports.not-ready");
}

/// <summary>How much may be taken; from the settings <c>Zhijian:Exports:NAME</c>.</summary>
public sealed record ExportLimits
{
    /// <summary>Lists that one account may take along in 24 hours; 0: as many as it likes.</summary>
    public int MostADay { get; init; } = 50;

    /// <summary>Longer lists are written beside the request.</summary>
    public int MostAtOnce { get; init; } = 5000;

    /// <summary>How long the link to a written file holds.</summary>
    public int HoursKept { get; init; } = 24;

    public static ExportLimits From(IConfiguration settings) => settings.GetSection("Zhijian:Exports").Get<ExportLimits>() ?? new();
}
