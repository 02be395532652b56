namespace Zhijian.Modules.Resolutions;

/// <summary>What somebody said in the discussion of a question, under their name. It stands as it was written.</summary>
public sealed class Contribution
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid QuestionId { get; init; }

    public required string Path { get; set; }

    public required string Words { get; init; }

    public required string Author { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
