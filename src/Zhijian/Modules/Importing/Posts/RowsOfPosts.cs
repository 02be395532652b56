using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Posts;

/// <summary>Rows that are posts, given through the door of the module that keeps people. A post that is held already stays as it is; one is ended by hand, with its reason.</summary>
internal sealed class RowsOfPosts(StagedRowsQuery staged, EnterPostsAction posts, LivingBelowQuery living, PeopleOfRowsQuery people, ProvenanceBook provenance, InstitutionTime time) : KindOfRows(staged)
{
    private const int AtOnce = 200;

    private readonly StagedRowsQuery _staged = staged;

    public override ImportKind Kind => ImportKind.Posts;

    public override ColumnSet Columns => PostColumns.Set;

    public override IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Appoint];

    public override int MostRows => 20_000;

    public override string EntityKind => "Post";

    public override async Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var organisations = new OrganisationNames(await living.Of(batch.Path, cancel), batch.OrganisationId);
        var read = rows.Select(r => PostRow.Read(r, batch.Mapping, organisations, time.Today)).ToList();
        var holders = await people.Find(batch, read, PostColumns.Person, PostColumns.Identity, cancel);
        read.ForEach(r => r.Holder = holders.GetValueOrDefault(r.Staged.Number));
        var open = (await posts.Open([.. read.Select(r => r.Holder?.Id).OfType<Guid>().Distinct()], cancel)).ToLookup(h => (h.MemberId, h.OrganisationId, h.Post));
        List<JudgedRow> judged = [];
        foreach (var row in read)
        {
            var held = row is { Holder: { } holder, Where: { } where, Post: { } post } ? open[(holder.Id, where.Id, post)].FirstOrDefault() : null;
            if (row.Faults.Count == 0 && held is null && await posts.WhyNot(Plan(row), ActorOf(batch), cancel) is { } refusal)
            {
                // What is out of their reach stands in the list all the same: they are told that it is not theirs to give.
                row.Faults.Add(FaultOf(refusal == PlatformRefusals.Missing ? PlatformRefusals.NotYours : refusal));
            }
            var keys = new RowKeys(null, row.Faults.Count > 0 ? null : $"{row.Holder!.Id}/{row.Where!.Id}/{row.Post}");
            judged.Add(Judged(row, keys, held?.Id, id => new KnownThing(id, row.Holder!.Name), _ => []));
        }
        return judged;
    }

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel)
    {
        if ((await posts.Of([id], cancel)).GetValueOrDefault(id) is not { } held || (await posts.People([held.MemberId], cancel)).GetValueOrDefault(held.MemberId) is not { } holder)
        {
            return null;
        }
        return new KnownShown(id, holder.Name, $"{words.Name(held.Post)} · {words.Day(held.From)}");
    }

    public override Task<List<StagedRow>> Next(ImportBatch batch, CancellationToken cancel) => _staged.ToEnter(batch, AtOnce, cancel);

    public override async Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        List<EnteredRow> done = [];
        List<ProvenanceNote> notes = [];
        foreach (var judged in rows)
        {
            var row = (PostRow)judged.Row;
            var (made, refusal) = await posts.Give(Plan(row), actor, cancel);
            if (made is null)
            {
                var fault = FaultOf(refusal!);
                done.Add(new EnteredRow(row.Staged.Number, Guid.Empty, null, fault.Refusal with { Field = fault.Element }));
                continue;
            }
            done.Add(new EnteredRow(row.Staged.Number, made.Id, RowOutcome.Create, null));
            notes.Add(Note(batch, judged, made.Id, made.Path, row.Values.Keys.Where(k => k != PostColumns.Identity), null, made.Version, actor, time.Now));
        }
        await provenance.Note(EntityKind, notes, cancel);
        return done;
    }

    public override async Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel)
    {
        var notes = (await provenance.OfBatch(batch.Id, cancel)).Where(n => among?.Contains(n.EntityId) != false).ToDictionary(n => n.EntityId);
        var changed = (await posts.Of(notes.Keys, cancel)).Values.Where(h => h.Version != notes[h.Id].EntityVersion).Take(most).ToList();
        var names = await posts.People([.. changed.Select(h => h.MemberId)], cancel);
        return [.. changed.Select(h => new BuiltOn(h.Id, names.GetValueOrDefault(h.MemberId)?.Name ?? "", [("changed", 1)])).OrderBy(b => b.Name, StringComparer.Ordinal)];
    }

    public override async Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel)
    {
        var given = (await posts.Of([.. notes.Select(n => n.EntityId)], cancel)).Values;
        await posts.TakeOut(given, actor, cancel);
        return (given.Count, 0);
    }

    public override string Title(Words words, CleanedRow row) => ((PostRow)row).Holder?.Name ?? row.Values.GetValueOrDefault(PostColumns.Person) ?? words["import.no-name"];

    public override string Place(CleanedRow row) => ((PostRow)row).Where?.Name ?? row.Values.GetValueOrDefault(PostColumns.Organisation) ?? "";

    public override string Shown(Words words, string element, string? value) =>
        element == PostColumns.Identity && !string.IsNullOrEmpty(value) ? new Restricted(value).Masked : base.Shown(words, element, value);

    public override string AddressOf(Guid entity) => $"/people/posts/{entity}/end";

    private static PostToGive Plan(PostRow row) => new(row.Where!.Id, row.Holder!.Id, row.Post!.Value, row.From!.Value, row.PlannedEnd, row.Values.GetValueOrDefault(PostColumns.Reason));

    /// <summary>The column to which a refusal belongs.</summary>
    private static RowFault FaultOf(Refusal refusal) => new(
        refusal.Field switch
        {
            _ when refusal == PlatformRefusals.NotYours => PostColumns.Organisation,
            "Form.Member" => PostColumns.Person,
            "Form.Post" => PostColumns.Post,
            "Form.From" => PostColumns.From,
            "Form.PlannedEnd" => PostColumns.PlannedEnd,
            "Form.Reason" => PostColumns.Reason,
            _ => "",
        }, refusal with { Field = null });
}
