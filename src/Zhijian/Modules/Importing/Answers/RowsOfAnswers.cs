using Zhijian.Modules.Collecting;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Answers;

/// <summary>
/// Rows that are what organisations answer to a collection form in one round, filed through the door of the module that collects. The thing a row is
/// about is the organisation: it answers once in a round. What it handed in already stays as it is; what it typed so far and did not hand in is
/// completed.
/// </summary>
internal sealed class RowsOfAnswers(
    StagedRowsQuery staged, BatchesQuery batches, EnterAnswersAction answers, LivingBelowQuery living, OrganisationTreeQuery tree,
    ProvenanceBook provenance, ValueSeals seals, InstitutionTime time) : KindOfRows(staged)
{
    private AskedRound? _round;
    private ColumnSet _columns = AnswerColumns.Nothing;

    public override ImportKind Kind => ImportKind.CollectedAnswers;

    public override ColumnSet Columns => _columns;

    public override IReadOnlyList<string> Acts => [CollectingActs.Bring];

    /// <summary>The values are the organisation's.</summary>
    public override string EntityKind => ProvenanceBook.Organisation;

    public override bool NeedsRound => true;

    public override string MappingKey => $"{Kind}/{_round?.Form.Id}";

    public override async Task Shape(Guid? round, CancellationToken cancel)
    {
        if (round is { } id && id != _round?.Id)
        {
            _round = await answers.Round(id, cancel);
            _columns = _round is { } asked ? AnswerColumns.Of(asked) : AnswerColumns.Nothing;
        }
    }

    public override Refusal? WhyNotBring() =>
        _round is not { } round ? PlatformRefusals.Required.At("Form.Round")
        : round.Form.State != FormState.Published ? CollectingRefusals.AskedNoMore.At("Form.Round")
        : null;

    public override async Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        await Shape(batch.RoundId, cancel);
        var organisations = new OrganisationNames(await living.Of(batch.Path, cancel), batch.OrganisationId);
        var read = rows.Select(r => AnswerRow.Read(r, batch.Mapping, _columns, organisations, time.Today)).ToList();
        var asked = _round is { } round
            ? await answers.Asked(round, [.. read.Select(r => r.Where?.Id).OfType<Guid>()], cancel)
            : new Dictionary<Guid, AskedEntry>();
        var actor = ActorOf(batch);
        return [.. read.Select(row => JudgeOne(row, asked, actor))];
    }

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel) =>
        _round is { } round && await tree.Find(id, cancel) is { } place
        && (await answers.Asked(round, [id], cancel)).GetValueOrDefault(id) is { } asked
            ? new KnownShown(id, place.Name, $"{round.Form.Title} · {words.Name(asked.Entry.State)}") : null;

    public override async Task<IReadOnlyList<EnteredRow>> Enter(
        ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        if (rows.Count == 0 || _round is not { } round)
        {
            return [];
        }
        var asked = await answers.Asked(round, [.. rows.Select(r => ((AnswerRow)r.Row).Where!.Id)], cancel);
        var handedIn = await batches.HandedInAt(batch.Id, ReviewableImports.Kind, cancel) ?? time.Now;
        var by = batch.BroughtBy == Guid.Empty || batch.ClientId is not null ? (Guid?)null : batch.BroughtBy;
        List<AnswersToFile> toFile =
        [
            .. rows.Select(r => (Row: (AnswerRow)r.Row, Asked: asked[((AnswerRow)r.Row).Where!.Id]))
                .Select(r => new AnswersToFile(r.Asked, ListedAnswers.Complete(round, r.Asked, r.Row.Given, out _))),
        ];
        var filed = await answers.File(toFile, handedIn, by, actor, cancel);
        List<EnteredRow> entered = [];
        List<ProvenanceNote> notes = [];
        foreach (var judged in rows)
        {
            var (row, where) = ((AnswerRow)judged.Row, ((AnswerRow)judged.Row).Where!);
            if (!filed.TryGetValue(where.Id, out var version))
            {
                entered.Add(new EnteredRow(judged.Staged.Number, where.Id, null, CollectingRefusals.HandedInAlready.At(AnswerColumns.Organisation)));
                continue;
            }
            var entry = asked[where.Id].Entry;
            var before = new AnswersBefore(entry.Answers, entry.FirstHandedInOn, entry.HandedInAt, entry.HandedInBy);
            var note = Note(batch, judged, where.Id, where.Path, row.Given.Keys, null, version, actor, time.Now);
            notes.Add(note with { Before = seals.Before(batch, note.Id, before) });
            entered.Add(new EnteredRow(judged.Staged.Number, where.Id, judged.Note.Outcome, null));
        }
        await provenance.Note(EntityKind, notes, cancel);
        return entered;
    }

    public override async Task<IReadOnlyList<BuiltOn>> BuiltOn(
        ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel)
    {
        var filed = (await provenance.OfBatch(batch.Id, cancel))
            .Where(n => among?.Contains(n.EntityId) != false).ToDictionary(n => n.EntityId, n => n.EntityVersion);
        var built = batch.RoundId is { } round ? await answers.BuiltOn(round, filed, cancel) : [];
        var names = (await living.Of(batch.Path, cancel)).ToDictionary(o => o.Id, o => o.Name);
        return
        [
            .. built
                .Select(b => new BuiltOn(
                    b.OrganisationId, names.GetValueOrDefault(b.OrganisationId) ?? "", [(b.TakenOver ? "collection_entry" : "changed", 1)]))
                .OrderBy(b => b.Name, StringComparer.Ordinal).Take(most),
        ];
    }

    public override async Task<(int Removed, int PutBack)> TakeOut(
        ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel)
    {
        var before = notes.ToDictionary(n => n.EntityId, n => seals.Before<AnswersBefore>(batch.Id, batch.DataKey!, n));
        var gone = batch.RoundId is { } round ? await answers.TakeOut(round, before, actor, cancel) : 0;
        return (gone, 0);
    }

    public override string Named(Words words) =>
        _round is { } round ? words["import.answers-to", base.Named(words), round.Form.Title] : base.Named(words);

    public override string Title(Words words, CleanedRow row) =>
        ((AnswerRow)row).Where?.Name ?? row.Values.GetValueOrDefault(AnswerColumns.Organisation) ?? words["import.no-name"];

    public override string Place(CleanedRow row) => _round?.Form.Title ?? "";

    public override string Shown(Words words, string element, string? value) =>
        string.IsNullOrEmpty(value) || Columns.Find(element) is not { } field ? base.Shown(words, element, value)
        : AnswerWords.Of(field.Element, value, words);

    public override string AddressOf(Guid entity) => $"/collecting/rows?round={_round?.Id}&organisation={entity}&which=Expected";

    private JudgedRow JudgeOne(AnswerRow row, IReadOnlyDictionary<Guid, AskedEntry> asked, Actor actor)
    {
        var one = row.Where is { } where ? asked.GetValueOrDefault(where.Id) : null;
        if (row.Where is not null && WhyNot(row, one, actor) is var (element, refusal))
        {
            row.Fault(element, refusal);
        }
        var there = one is not null && (one.Entry.IsIn || one.IsDraft);
        var judged = Judged(
            row, new RowKeys(null, row.Faults.Count > 0 ? null : row.Where!.Id.ToString()), there ? row.Where!.Id : null,
            id => there && id == row.Where!.Id ? new KnownThing(id, row.Where.Name) : null, _ => Changes(row, one!));
        // What was typed so far and says the same is handed in all the same.
        return one is { IsDraft: true } && judged.Note is { Outcome: RowOutcome.Leave } && row.Staged.Decision != TwinDecision.LeaveOut
            ? judged with { Note = judged.Note with { Outcome = RowOutcome.Change } }
            : judged;
    }

    private (string Element, Refusal Refusal)? WhyNot(AnswerRow row, AskedEntry? asked, Actor actor)
    {
        if (_round is not { } round || asked is null)
        {
            return (AnswerColumns.Organisation, _round is null ? CollectingRefusals.AskedNoMore : CollectingRefusals.NotAsked);
        }
        if (ListedAnswers.WhyNot(round, asked, actor) is { } refusal)
        {
            return (AnswerColumns.Organisation, refusal);
        }
        if (row.Given.Count == 0 && row.Faults.Count == 0)
        {
            return (round.Form.ToFill()[0].Element.Id, PlatformRefusals.Required);
        }
        ListedAnswers.Complete(round, asked, row.Given, out var missing);
        return missing is null || asked.Entry.IsIn ? null : (missing, PlatformRefusals.Required);
    }

    /// <summary>What differs from the answer that is there; one that was handed in is not changed by a list.</summary>
    private static List<ElementChange> Changes(AnswerRow row, AskedEntry asked)
    {
        List<ElementChange> changes =
        [
            .. row.Given.Where(g => asked.ValueOf(g.Key) != g.Value)
                .Select(g => new ElementChange(g.Key, asked.ValueOf(g.Key), g.Value, false, null)),
        ];
        if (asked.Entry.IsIn && changes.Count > 0)
        {
            row.Fault(AnswerColumns.Organisation, CollectingRefusals.HandedInAlready);
        }
        return changes;
    }
}
