using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>That people were handed on to another institution. Who they were stands in the trace of each.</summary>
public sealed class HandedPackage
{
    /// <summary>Characters of the reason.</summary>
    public const int LongestReason = 200;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string Path { get; init; } = FencedScope.WholeInstitution;

    public required Guid ReceiverId { get; init; }

    /// <summary>1 for the first that this institution made.</summary>
    public required int Number { get; init; }

    public required int People { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeByName { get; init; }
}

/// <summary>The file of a package as it was signed. Its inside opens for the receiver alone.</summary>
public sealed class HandedDocument
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string Path { get; init; } = FencedScope.WholeInstitution;

    public required Guid PackageId { get; init; }

    public required string Document { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>That another institution handed people on, and which import they became.</summary>
public sealed class ReceivedPackage
{
    /// <summary>As the sender named it.</summary>
    public required Guid Id { get; init; }

    public string Path { get; init; } = FencedScope.WholeInstitution;

    public required Guid SenderId { get; init; }

    public required int Number { get; init; }

    public required int People { get; init; }

    /// <summary>The last import that it became; an earlier one was given up or undone.</summary>
    public required Guid BatchId { get; set; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset EnteredAt { get; set; }

    public required string EnteredByName { get; set; }
}

/// <summary>How long the encrypted files lie here.</summary>
internal sealed class HandedTerms : IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("handed_document", "made_at")];
}

/// <summary>What is kept about a person was handed on to another institution. The subject is the person.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record MemberHandedOn(Guid SubjectId, string OrganisationPath, Guid PackageId, string Receiver, string Reason) : IFact;

/// <summary>A package of people was made. The subject is the package.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record PeopleHandedOn(Guid SubjectId, string OrganisationPath, string Receiver, int Number, int People) : IFact;

/// <summary>A package of people was taken in; they became an import. The subject is the package.</summary>
public sealed record PeopleReceived(Guid SubjectId, string OrganisationPath, string Sender, int Number, int People, Guid BatchId) : IFact;
