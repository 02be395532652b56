using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Notes;

/// <summary>Writes notes to figures and takes them back.</summary>
internal sealed class NoteFigureAction(ZhijianDb db, Journal journal, FigureNotesQuery notes, Measures measures, InstitutionTime time)
{
    public async Task<Decision<FigureNoted>> Write(Party place, string? measure, string? month, string? note, Actor actor, CancellationToken cancel)
    {
        var of = FigureWords.ReadMonth(month);
        var here = of is { } known ? await notes.At(place.OrganisationId, known, cancel) : 0;
        var decision = FigureNote.Write(place, measures.Find(measure), of, note, here, actor, time.Today, time.Now, out var made);
        if (made is not null)
        {
            db.Add(made);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<(Decision<FigureNoteRetracted> Decision, Guid Organisation)> Retract(Guid id, int seen, Actor actor, CancellationToken cancel) =>
        await notes.Find(id, cancel) is { } note
            ? (await journal.Record(note.Retract(actor, seen, time.Now), actor, cancel), note.OrganisationId)
            : (PlatformRefusals.Missing, Guid.Empty);
}
