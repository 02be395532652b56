using Zhijian.Modules.Activities;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>A meeting decided something and its record was filed: who, when and under which number is open to the organisation's own people.</summary>
internal sealed class NoteWhenRecordFiled(Fence fence, KeepEntryAction keep) : IWhen<RecordFiled>
{
    public async Task Handle(RecordFiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        if (fact.IsAddendum || !keep.Rule(OpenItem.Decision).Meetings.Contains(fact.Kind))
        {
            return;
        }
        var decided = await fence.Row<Decided>(
            "select a.organisation_id as OrganisationId, a.title from activity a where a.id = @SubjectId and exists (select 1 from agenda_item i where i.activity_id = a.id and i.resolution is not null and i.resolution <> '')",
            new { fact.SubjectId }, cancel);
        if (decided is not null)
        {
            await keep.Note(OpenItem.Decision, decided.OrganisationId, new OpenOccurrence($"record:{fact.RecordId}", decided.Title, fact.HeldOn) { RecordId = fact.RecordId, RecordNumber = fact.Number }, cancel);
        }
    }

    private sealed class Decided
    {
        public Guid OrganisationId { get; set; }

        public string Title { get; set; } = "";
    }
}

/// <summary>The record left the files again: what followed from it is taken out.</summary>
internal sealed class TakeOutWhenRecordUnfiled(KeepEntryAction keep) : IWhen<RecordUnfiled>
{
    public Task Handle(RecordUnfiled fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => keep.TakeOut(OpenItem.Decision, $"record:{fact.RecordId}", cancel);
}

/// <summary>A body's new term began: from when until when it serves is open.</summary>
internal sealed class NoteWhenTermBegun(KeepEntryAction keep) : IWhen<TermBegun>
{
    public Task Handle(TermBegun fact, Actor actor, DateTimeOffset now, CancellationToken cancel) =>
        keep.Note(OpenItem.Election, fact.SubjectId, new OpenOccurrence($"term:{fact.TermId}", null, fact.Start) { Until = fact.PlannedEnd }, cancel);
}

/// <summary>Somebody took a post that is told: the organisation writes it.</summary>
internal sealed class NoteWhenPostTaken(KeepEntryAction keep) : IWhen<PostTaken>
{
    public Task Handle(PostTaken fact, Actor actor, DateTimeOffset now, CancellationToken cancel) =>
        keep.Rule(OpenItem.Appointment).Posts.Contains(fact.Post) ? keep.Note(OpenItem.Appointment, fact.OrganisationId, new OpenOccurrence($"post:{fact.HoldingId}", fact.Post.ToString(), fact.From), cancel) : Task.CompletedTask;
}

/// <summary>It was entered wrongly: nothing is told.</summary>
internal sealed class TakeOutWhenPostTakenOut(KeepEntryAction keep) : IWhen<PostTakenOut>
{
    public Task Handle(PostTakenOut fact, Actor actor, DateTimeOffset now, CancellationToken cancel) => HandleMany([fact], [actor], now, cancel);

    public Task HandleMany(IReadOnlyList<PostTakenOut> facts, IReadOnlyList<Actor> actors, DateTimeOffset now, CancellationToken cancel) =>
        keep.TakeOut(OpenItem.Appointment, [.. facts.Select(f => $"post:{f.HoldingId}")], cancel);
}
