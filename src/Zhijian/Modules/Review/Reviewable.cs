namespace Zhijian.Modules.Review;

/// <summary>
/// What a module says about a kind of record it puts under review, so that reviewers can open it.
/// One per record kind, registered with the module's services; the fields themselves come with each submission.
/// </summary>
public interface IReviewable
{
    /// <summary>The same word as in <see cref="ForReview.RecordKind"/>.</summary>
    string RecordKind { get; }

    /// <summary>Text key of the kind's name.</summary>
    string NameKey { get; }

    /// <summary>Where the record can be opened.</summary>
    string AddressOf(Guid subjectId);

    /// <summary>How long one takes to review, for the estimate above the inbox.</summary>
    int Minutes => 2;
}

/// <summary>A record that its module hands in for review.</summary>
/// <param name="OrganisationId">The organisation whose record it is; the chain starts there.</param>
/// <param name="CorrectsSubjectId">The filed record this one corrects, where the correction is a record of its own.</param>
public sealed record ForReview(string RecordKind, Guid SubjectId, Guid OrganisationId, Submitting Content, Guid? CorrectsSubjectId = null);
