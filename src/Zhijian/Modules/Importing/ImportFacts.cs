using Zhijian.Platform.Deciding;
using Zhijian.Platform.Oversight;

namespace Zhijian.Modules.Importing;

/// <summary>A file was brought for import. The subject is the batch; the trace keeps neither rows nor values.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record ImportBrought(Guid SubjectId, string OrganisationPath, ImportKind Kind, string Source, string FileName) : IFact;

/// <summary>Somebody said which column is what.</summary>
public sealed record ImportColumnsSaid(Guid SubjectId, string OrganisationPath, IReadOnlyList<string> Elements) : IFact;

/// <summary>One row was mended in place; names the elements, never the values.</summary>
public sealed record ImportRowMended(Guid SubjectId, string OrganisationPath, int Row, IReadOnlyList<string> Elements) : IFact;

/// <summary>It was decided who possible twins are.</summary>
/// <param name="Row">The row; null where all that waited were decided by one rule.</param>
public sealed record ImportTwinsDecided(Guid SubjectId, string OrganisationPath, int? Row, TwinDecision Decision, int Rows) : IFact;

/// <summary>What is right of a batch was handed in for review.</summary>
public sealed record ImportSubmitted(Guid SubjectId, string OrganisationPath, int Created, int Changed, int Left) : IFact;

/// <summary>Reviewed rows were filed.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record ImportEntered(Guid SubjectId, string OrganisationPath, int Created, int Changed, int Left, int Conflicts) : IFact;

/// <summary>A portion of a reviewed batch was filed.</summary>
public sealed record ImportRowsFiled(Guid SubjectId, string OrganisationPath, int Created, int Changed) : IFact;

/// <summary>A portion of a batch that is undone was taken out again.</summary>
public sealed record ImportRowsTakenOut(Guid SubjectId, string OrganisationPath, int Removed, int PutBack) : IFact;

/// <summary>Somebody asked that a whole batch is undone.</summary>
[CountsAs(OverviewLine.Requests)]
public sealed record ImportUndoAsked(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>What a batch had filed was taken out again, as far as nothing was built on it.</summary>
public sealed record ImportUndone(Guid SubjectId, string OrganisationPath, int Removed, int PutBack, int Kept) : IFact;

/// <summary>A batch was given up before anything of it entered; its rows were deleted.</summary>
public sealed record ImportGivenUp(Guid SubjectId, string OrganisationPath) : IFact;

/// <summary>Rows with faults were taken along to be mended.</summary>
[CountsAs(OverviewLine.Exports)]
public sealed record FaultyRowsTaken(Guid SubjectId, string OrganisationPath, int Rows) : IFact;

/// <summary>A conflict between an authoritative value and another was settled. The subject is whom or what the value is about.</summary>
public sealed record ImportConflictSettled(Guid SubjectId, string OrganisationPath, Guid? BatchId, string Element, bool Taken) : IFact;

/// <summary>Values of a connected system did not enter, because what stands there came from their authoritative source; they wait for its owner. Names the elements, never the values.</summary>
public sealed record SystemsValuesWithheld(Guid SubjectId, string OrganisationPath, Guid ClientId, string Source, IReadOnlyList<string> Elements) : IFact;
