using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Resolutions;

/// <summary>A question was put to a committee.</summary>
public sealed record QuestionPut(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>A question put to a committee was changed while it is discussed.</summary>
public sealed record PutQuestionChanged(Guid SubjectId, string OrganisationPath, string Title) : IFact;

/// <summary>Somebody spoke in the discussion of a question.</summary>
public sealed record ContributionMade(Guid SubjectId, string OrganisationPath, Guid ContributionId) : IFact;

/// <summary>A question was resolved.</summary>
public sealed record QuestionResolved(Guid SubjectId, string OrganisationPath, string Title, string? Option) : IFact;

/// <summary>A task of a resolution was given.</summary>
public sealed record ResolutionTaskGiven(Guid SubjectId, string OrganisationPath, Guid TaskId, Guid OwnerMemberId) : IFact;

/// <summary>A task of a resolution was done.</summary>
public sealed record ResolutionTaskDone(Guid SubjectId, string OrganisationPath, Guid TaskId) : IFact;

/// <summary>It was said whether a resolution was carried out.</summary>
public sealed record ResolutionClosed(Guid SubjectId, string OrganisationPath, string Title, bool CarriedOut) : IFact;

/// <summary>A question was taken back before it was resolved.</summary>
public sealed record PutQuestionDropped(Guid SubjectId, string OrganisationPath, string Title) : IFact;
