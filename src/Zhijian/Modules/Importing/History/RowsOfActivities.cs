using Zhijian.Modules.Activities;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Reviewing;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.History;

/// <summary>Rows that are past activities, filed through the door of the module that keeps them. What is known already stays as it is: a filed record is corrected by an addendum, never by a list.</summary>
internal sealed class RowsOfActivities(StagedRowsQuery staged, BatchesQuery batches, EnterHistoryAction history, LivingBelowQuery living, ProvenanceBook provenance, InstitutionTime time) : KindOfRows(staged)
{
    private const int AtOnce = 200;
    private const int AtOnceCompared = 2000;

    private readonly StagedRowsQuery _staged = staged;

    public override ImportKind Kind => ImportKind.Activities;

    public override ColumnSet Columns => ActivityColumns.Set;

    public override IReadOnlyList<string> Acts => [ActivityActs.See, ActivityActs.Bring];

    public override int MostRows => 50_000;

    public override string EntityKind => "Activity";

    public override async Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var read = await Read(batch, rows, cancel);
        var held = await Held(read, cancel);
        var actor = ActorOf(batch);
        return [.. read.Select(row => JudgeOne(batch, row, held, actor))];
    }

    /// <summary>Rows whose organisation held another of the kind on the same day: perhaps it is the one, under another title.</summary>
    public override async Task<IReadOnlyList<(int Row, Guid Twin)>> Alike(ImportBatch batch, CancellationToken cancel)
    {
        List<(int, Guid)> alike = [];
        for (var after = 0; await _staged.ToCompare(batch, after, AtOnceCompared, cancel) is { Count: > 0 } rows; after = rows[^1].Number)
        {
            var read = await Read(batch, rows, cancel);
            var held = await Held(read, cancel);
            alike.AddRange(read.Where(r => r.Occasion is not null).Select(r => (Row: r.Staged.Number, Twin: held[r.Occasion!.Value].FirstOrDefault())).Where(p => p.Twin is not null).Select(p => (p.Row, p.Twin!.Id)));
        }
        return alike;
    }

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel) =>
        (await history.Of([id], cancel)).GetValueOrDefault(id) is { } it ? new KnownShown(id, it.Title, $"{it.OrganisationName} · {words.Name(it.Kind)} · {words.Day(it.On)}") : null;

    public override Task<List<StagedRow>> Next(ImportBatch batch, CancellationToken cancel) => _staged.ToEnter(batch, AtOnce, cancel);

    public override async Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        var @case = await batches.CaseOf(batch.Id, ReviewableImports.Kind, cancel);
        var made = await history.File([.. rows.Select(r => ((ActivityRow)r.Row).ToFile(From(batch, r.Staged.Number)))], @case, actor, cancel);
        await provenance.Note(EntityKind, [.. rows.Zip(made, (row, it) => Note(batch, row, it.Id, it.Path, row.Row.Values.Keys, null, it.Version, actor, time.Now))], cancel);
        return [.. rows.Zip(made, (row, it) => new EnteredRow(row.Staged.Number, it.Id, RowOutcome.Create, null))];
    }

    public override async Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel)
    {
        var entered = (await provenance.OfBatch(batch.Id, cancel)).Select(n => n.EntityId).Where(id => among?.Contains(id) != false).ToList();
        return [.. (await history.BuiltOn(entered, cancel)).OrderBy(b => b.Title, StringComparer.Ordinal).Take(most).Select(b => new BuiltOn(b.Id, b.Title, [(b.What, b.Rows)]))];
    }

    public override async Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel) =>
        (await history.TakeOut([.. notes.Select(n => n.EntityId)], actor, cancel), 0);

    public override string Title(Words words, CleanedRow row) => row.Values.GetValueOrDefault(ActivityColumns.Title) ?? words["import.no-name"];

    public override string Place(CleanedRow row) => ((ActivityRow)row).Where?.Name ?? row.Values.GetValueOrDefault(ActivityColumns.Organisation) ?? "";

    public override string AddressOf(Guid entity) => $"/activities/{entity}";

    private async Task<List<ActivityRow>> Read(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var organisations = new OrganisationNames(await living.Of(batch.Path, cancel), batch.OrganisationId);
        return [.. rows.Select(r => ActivityRow.Read(r, batch.Mapping, organisations, time.Today))];
    }

    private async Task<ILookup<(Guid, Rules.ActivityKind, DateOnly), HeldActivity>> Held(List<ActivityRow> rows, CancellationToken cancel) =>
        (await history.Held([.. rows.Select(r => r.Occasion).OfType<(Guid, Rules.ActivityKind, DateOnly)>()], cancel)).ToLookup(h => (h.OrganisationId, h.Kind, h.On));

    private JudgedRow JudgeOne(ImportBatch batch, ActivityRow row, ILookup<(Guid, Rules.ActivityKind, DateOnly), HeldActivity> held, Actor actor)
    {
        var there = row.Occasion is { } occasion ? held[occasion].ToList() : [];
        var exact = there.Find(h => h.Title == row.Title);
        if (row.Faults.Count == 0 && exact is null && history.WhyNot(row.ToFile(From(batch, row.Staged.Number)), row.Where!, actor) is { } refusal)
        {
            row.Faults.Add(FaultOf(refusal));
        }
        var keys = new RowKeys(null, row.Faults.Count > 0 ? null : $"{row.Where!.Id}/{row.Kind}/{row.Values[ActivityColumns.HeldOn]}/{row.Title}");
        return Judged(row, keys, exact?.Id, id => there.Find(h => h.Id == id) is { } known ? new KnownThing(id, known.Title) : null, _ => []);
    }

    /// <summary>The list and the row, as the record itself says where it is from.</summary>
    private static string From(ImportBatch batch, int row) => string.Format(System.Globalization.CultureInfo.InvariantCulture, TextFiles.Find(TextFiles.Chinese, "import.history-from"), batch.FileName, row);

    /// <summary>The column to which a refusal belongs.</summary>
    private static RowFault FaultOf(Refusal refusal) => new(
        refusal.Field switch
        {
            _ when refusal == PlatformRefusals.NotYours => ActivityColumns.Organisation,
            "Form.Kind" => ActivityColumns.Kind,
            "Form.Present" => ActivityColumns.Present,
            _ => "",
        }, refusal with { Field = null });
}
