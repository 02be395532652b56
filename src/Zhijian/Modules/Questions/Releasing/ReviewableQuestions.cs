using Zhijian.Modules.Review;

namespace Zhijian.Modules.Questions.Releasing;

/// <summary>What reviewers are told about questions that were handed in together.</summary>
internal sealed class ReviewableQuestions : IReviewable
{
    public string RecordKind => QuestionRecords.Release;

    public string NameKey => "questions.record";

    public string AddressOf(Guid subjectId) => $"/questions/releases/{subjectId}";

    public int Minutes => 10;
}
