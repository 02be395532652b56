using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Federation.Packages;

/// <summary>A package as it was signed, word for word: another institution's, or one that went out from here. Written once; a later one of the same month counts instead.</summary>
public sealed class FiguresPackage
{
    /// <summary>Bytes; a real one takes about one thousand.</summary>
    public const int Largest = 32 * 1024;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string Path { get; init; } = FencedScope.WholeInstitution;

    /// <summary>Null for the own ones.</summary>
    public Guid? SenderId { get; init; }

    public required DateOnly Month { get; init; }

    /// <summary>1 for the first of a month; the highest one counts.</summary>
    public required int Revision { get; init; }

    public required string Document { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public required string EnteredByName { get; init; }

    /// <summary>What it states. It was read before it was kept; null only where the row was changed since.</summary>
    public MonthlyFigures? Stated => SignedStatement.Read(Document) is { } statement ? MonthlyFigures.Read(statement.Statement) : null;
}

/// <summary>The own figures of a month were signed, to be handed on.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record FiguresSigned(Guid SubjectId, string OrganisationPath, DateOnly Month, int Revision) : IFact;

/// <summary>The signed figures of another institution were taken in.</summary>
public sealed record PackageTakenIn(Guid SubjectId, string OrganisationPath, string Sender, DateOnly Month, int Revision) : IFact;
