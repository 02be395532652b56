namespace Zhijian.Modules.Review;

/// <summary>One numbered version of a record as it was submitted; never changed afterwards.</summary>
public sealed class Submission
{
    public Guid CaseId { get; private init; }

    public required int Number { get; init; }

    /// <summary>The record's organisation, for the fence.</summary>
    public required string Path { get; init; }

    public required string ContentJson { get; init; }

    public required string Fingerprint { get; init; }

    public required IReadOnlyList<AutomaticCheck> Checks { get; init; }

    public required Guid ByMemberId { get; init; }

    public required string ByName { get; init; }

    public required DateTimeOffset At { get; init; }

    public RecordContent Content => RecordContent.FromJson(ContentJson);

    /// <summary>Whether the stored content is still what was submitted.</summary>
    public bool IsIntact => Fingerprint == RecordContent.FingerprintOf(ContentJson);

    /// <summary>The version as it is kept, for reading.</summary>
    internal static Submission Kept(SubmissionRow row) => new()
    {
        CaseId = row.CaseId,
        Number = row.Number,
        Path = row.Path,
        ContentJson = row.ContentJson,
        Fingerprint = row.Fingerprint,
        Checks = row.ReadChecks(),
        ByMemberId = row.ByMemberId,
        ByName = row.ByName,
        At = row.At,
    };

    internal static Submission Of(Guid caseId, string path, int number, Submitting what, DateTimeOffset now)
    {
        var json = what.Content.ToJson();
        return new Submission
        {
            CaseId = caseId,
            Number = number,
            Path = path,
            ContentJson = json,
            Fingerprint = RecordContent.FingerprintOf(json),
            Checks = what.Checks,
            ByMemberId = what.ByMemberId,
            ByName = what.ByName,
            At = now,
        };
    }
}

/// <summary>What an author hands in: the record's fields, the automatic checks, and whom it is about.</summary>
public sealed record Submitting(Guid ByMemberId, string ByName, string Title, RecordContent Content)
{
    public IReadOnlyList<AutomaticCheck> Checks { get; init; } = [];

    public IReadOnlyList<Guid> AboutMemberIds { get; init; } = [];

    public bool HoldsSensitiveData { get; init; }
}
