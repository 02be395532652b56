using Zhijian.Modules.Review;

namespace Zhijian.Modules.Importing.Reviewing;

/// <summary>What reviewers are told about imports.</summary>
internal sealed class ReviewableImports : IReviewable
{
    public const string Kind = "import-batch";

    public string RecordKind => Kind;

    public string NameKey => "import.kind-of-record";

    public int Minutes => 5;

    public string AddressOf(Guid subjectId) => $"/imports/{subjectId}";
}
