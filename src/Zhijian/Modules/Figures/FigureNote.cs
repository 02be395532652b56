using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Figures;

/// <summary>What somebody with a post says to a figure of an organisation and a month, so that whoever reads the figure later reads it too: “moved to the new campus, no meeting this month”.</summary>
public sealed class FigureNote
{
    public const int LongestNote = 200;

    /// <summary>More at one month would be a discussion, which has its own place.</summary>
    public const int MostOfAMonth = 12;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The name of the measure.</summary>
    public required string Measure { get; init; }

    public required string Note { get; init; }

    /// <summary>Who wrote it, by name.</summary>
    public required string Author { get; init; }

    /// <summary>The post in which it was written.</summary>
    public required Rules.PostKind Post { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was taken back; from then on nobody reads it, but that there was one.</summary>
    public DateTimeOffset? RetractedAt { get; set; }

    public string? RetractedByName { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Writes a note to a figure.</summary>
    /// <param name="measure">Null where nothing of that name is counted.</param>
    /// <param name="month">Null where it could not be read.</param>
    /// <param name="here">How many stand at that month of the organisation already.</param>
    public static Decision<FigureNoted> Write(Party place, Measure? measure, DateOnly? month, string? note, int here, Actor actor, DateOnly today, DateTimeOffset now, out FigureNote? made)
    {
        made = null;
        if (actor.PostThatMay(FigureActs.Note, place.Path) is not { } post)
        {
            return PlatformRefusals.NotYours;
        }
        var text = note?.Trim() ?? "";
        if ((measure is not { HasSource: true } ? PlatformRefusals.Required.At("Form.Measure")
            : month is null ? PlatformRefusals.Required.At("Form.Month")
            : month > today ? FigureRefusals.NotYet.At("Form.Month")
            : text.Length == 0 ? PlatformRefusals.Required.At("Form.Note")
            : text.Length > LongestNote ? PlatformRefusals.TooLong.With(LongestNote).At("Form.Note")
            : here >= MostOfAMonth ? FigureRefusals.TooManyNotes.With(MostOfAMonth) : null) is { } refusal)
        {
            return refusal;
        }
        made = new FigureNote
        {
            OrganisationId = place.OrganisationId, Path = place.Path, Month = month!.Value, Measure = measure!.Name, Note = text,
            Author = actor.Name, Post = Enum.Parse<Rules.PostKind>(post.Post), CreatedBy = actor.MemberId, CreatedAt = now,
        };
        return new FigureNoted(made.Id, made.Path, made.Measure, made.Month);
    }

    /// <summary>Takes it back: who wrote it, or whoever may write notes to the organisation's figures now.</summary>
    public Decision<FigureNoteRetracted> Retract(Actor actor, int seen, DateTimeOffset now)
    {
        if (!actor.May(FigureActs.Note, Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (seen != Version || RetractedAt is not null)
        {
            return PlatformRefusals.Stale;
        }
        RetractedAt = now;
        RetractedByName = actor.Name;
        return new FigureNoteRetracted(Id, Path, Measure, Month);
    }
}

/// <summary>Somebody wrote a note to a figure.</summary>
public sealed record FigureNoted(Guid SubjectId, string OrganisationPath, string Measure, DateOnly Month) : IFact;

/// <summary>A note to a figure was taken back.</summary>
public sealed record FigureNoteRetracted(Guid SubjectId, string OrganisationPath, string Measure, DateOnly Month) : IFact;
