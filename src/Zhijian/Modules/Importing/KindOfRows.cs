using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Reading;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing;

/// <summary>
/// What the rows of a list are about. The clinic reads, cleans, shows, decides, reviews, enters and undoes without knowing whom or what it has before it; a kind answers what only
/// the module that owns such things can know, through that module's own door: its rules hold for a row as for an entry by hand.
/// </summary>
internal abstract class KindOfRows(StagedRowsQuery staged)
{
    private const int AtOnce = 2000;

    public abstract ImportKind Kind { get; }

    /// <summary>What columns can hold.</summary>
    public abstract ColumnSet Columns { get; }

    /// <summary>What somebody must be allowed to do besides bringing lists; the acts by which the same is done by hand.</summary>
    public virtual IReadOnlyList<string> Acts => [];

    /// <summary>Whether the rows answer one round of a collection form, which then says what columns can hold.</summary>
    public virtual bool NeedsRound => false;

    /// <summary>Under which words it is remembered what the columns of a source hold.</summary>
    public virtual string MappingKey => Kind.ToString();

    /// <summary>Whether entering and undoing change the tree: nobody else then reads or changes what hangs on it.</summary>
    public virtual bool ReshapesTree => false;

    /// <summary>Whether a row can speak of another row of the list: mending one then judges all of them again.</summary>
    public virtual bool RowsSpeakOfEachOther => false;

    public virtual int MostRows => TableRows.MostRows;

    /// <summary>How such a thing is called where provenance is kept.</summary>
    public abstract string EntityKind { get; }

    /// <summary>Takes the shape of a round, where columns hang on it. Whoever finds a batch does this before anything else is asked of its kind.</summary>
    public virtual Task Shape(Guid? round, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Why no list can be brought now in the shape that was taken; null where one can.</summary>
    public virtual Refusal? WhyNotBring() => null;

    public bool MayBring(Actor actor) => Acts.All(actor.May);

    public bool MayBring(Actor actor, string path) => Acts.All(a => actor.May(a, path));

    /// <summary>Whether somebody may do the same in whatever stands below; no organisation has the number 0.</summary>
    public bool ReachesBelow(Actor actor, string path) => Acts.All(a => actor.May(a, path + "0."));

    /// <summary>
    /// Who brought it, as the trace names them, with what they had to be allowed to bring it, in its organisation and as far below as they may themselves: the last layer of the review
    /// approved that just this is done.
    /// </summary>
    public Actor ActorOf(ImportBatch batch) => new()
    {
        MemberId = batch.BroughtBy, Name = batch.BroughtByName,
        Posts = Acts.Count == 0 ? [] : [new HeldPost(Guid.Empty, "", batch.OrganisationId, "", batch.Path, "", [.. Acts.Select(a => new Grant(a, batch.ReachesBelow ? Reach.OwnAndBelow : Reach.Own))])],
    };

    /// <summary>Cleans and checks rows, finds whom or what they are about, and says what each would do. Changes nothing: pages, the check and the filing ask the same question.</summary>
    public abstract Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel);

    /// <summary>Over the whole batch: rows that would make something new and are like something known, each with the likeliest.</summary>
    public virtual Task<IReadOnlyList<(int Row, Guid Twin)>> Alike(ImportBatch batch, CancellationToken cancel) => Task.FromResult<IReadOnlyList<(int Row, Guid Twin)>>([]);

    /// <summary>Something known, as far as it helps to tell whether a row means it; null where it is out of sight.</summary>
    public abstract Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel);

    /// <summary>The next portion of rows to enter; empty at the end.</summary>
    public virtual Task<List<StagedRow>> Next(ImportBatch batch, CancellationToken cancel) => staged.ToEnter(batch, AtOnce, cancel);

    /// <summary>Enters rows that make or change something, with their traces and where each value came from; what the rules refuse meanwhile stays behind with its reason.</summary>
    public abstract Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel);

    /// <summary>On which things of a batch something was built since, and what.</summary>
    /// <param name="among">Only these; null for all of the batch.</param>
    /// <param name="most">At most so many things.</param>
    public abstract Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel);

    /// <summary>Takes out what a batch made and puts back what it changed. The caller made sure that nothing was built on any of it.</summary>
    public abstract Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel);

    /// <summary>What the rows of the batch are, in words.</summary>
    public virtual string Named(Words words) => words.Name(Kind);

    /// <summary>What a row is called in lists.</summary>
    public virtual string Title(Words words, CleanedRow row) => row.Values.GetValueOrDefault("Name") ?? words["import.no-name"];

    /// <summary>Where the row would go.</summary>
    public abstract string Place(CleanedRow row);

    /// <summary>A value as people read it: codes by name, restricted ones masked.</summary>
    public virtual string Shown(Words words, string element, string? value) => string.IsNullOrEmpty(value) ? words["import.empty"]
        : Columns.Find(element) is { Element.CodeSet: { } codes } ? codes.NameOf(value, words.IsChinese) ?? value : value;

    public abstract string AddressOf(Guid entity);

    public virtual string Label(Words words, string element) => element.Length == 0 ? words["import.whole-row"] : Columns.Find(element)?.Label(words) ?? DataStandard.Find(element)?.Name.In(words.IsChinese) ?? element;

    /// <summary>3 人, 3 个组织.</summary>
    public string Count(Words words, int count) => words[$"import.count-of.{Words.Kebab(Kind.ToString())}", words.Number(count)];

    /// <summary>What a row means for something known, or that it makes something new; the same for every kind.</summary>
    /// <param name="exact">What has the row's number; null where nothing has.</param>
    /// <param name="known">Something known; null where it is out of sight.</param>
    /// <param name="changes">What would change of it; may add faults to the row.</param>
    protected static JudgedRow Judged(CleanedRow row, RowKeys keys, Guid? exact, Func<Guid, KnownThing?> known, Func<KnownThing, IReadOnlyList<ElementChange>> changes)
    {
        var decision = row.Staged.Decision;
        var isSame = exact is not null ? decision != TwinDecision.LeaveOut : decision == TwinDecision.Same;
        var twin = exact ?? row.Staged.TwinId;
        var thing = isSame && twin is { } id ? known(id) : null;
        IReadOnlyList<ElementChange> would = thing is not null && row.Faults.Count == 0 ? changes(thing) : [];
        var waits = exact is null && twin is not null && decision is null;
        var state = row.Faults.Count > 0 ? RowState.Faulty : waits ? RowState.Twin : RowState.Right;
        RowOutcome? outcome = state != RowState.Right ? null
            : decision == TwinDecision.LeaveOut ? RowOutcome.Leave
            : thing is not null ? would.Any(c => !c.IsConflict) ? RowOutcome.Change : RowOutcome.Leave
            : RowOutcome.Create;
        return new JudgedRow(row, new RowNote(row.Staged.Number, state, [.. row.Faults.Select(f => f.Kept)], keys, twin, exact is not null, outcome), thing, would);
    }

    /// <summary>Where the values of one thing came from.</summary>
    protected static ProvenanceNote Note(ImportBatch batch, JudgedRow row, Guid entity, string path, IEnumerable<string> elements, byte[]? before, int version, Actor actor, DateTimeOffset now)
    {
        List<string> set = [.. elements];
        return new ProvenanceNote(
            Guid.CreateVersion7(), path, entity, batch.Id, row.Staged.Number, batch.Source, set, [.. row.Row.Done.Where(d => set.Contains(d.Key)).Select(d => $"{d.Key}:{d.Value.ToString().Replace(", ", ",", StringComparison.Ordinal)}")],
            before, version, actor.MemberId, actor.Name, now);
    }
}

/// <summary>What became of a row.</summary>
/// <param name="Outcome">Null where it was refused.</param>
/// <param name="Refusal">Why it stays behind.</param>
internal readonly record struct EnteredRow(int Row, Guid Entity, RowOutcome? Outcome, Refusal? Refusal);

/// <summary>Something known, to be told apart.</summary>
/// <param name="Detail">Where it stands and what else helps.</param>
internal sealed record KnownShown(Guid Id, string Name, string Detail);

/// <summary>One note of provenance of a batch that is undone.</summary>
internal sealed class BatchNote
{
    public Guid Id { get; set; }

    public Guid EntityId { get; set; }

    /// <summary>Sealed as its kind seals it.</summary>
    public byte[]? Before { get; set; }

    /// <summary>The thing's version since.</summary>
    public int EntityVersion { get; set; }
}

/// <summary>All kinds of rows that can be brought.</summary>
internal sealed class KindsOfRows(IEnumerable<KindOfRows> kinds)
{
    private readonly IReadOnlyList<KindOfRows> _all = [.. kinds.OrderBy(k => k.Kind)];

    public IReadOnlyList<KindOfRows> All => _all;

    public KindOfRows Of(ImportKind kind) => _all.First(k => k.Kind == kind);

    public KindOfRows Of(ImportBatch batch) => Of(batch.Kind);

    /// <summary>The batch, once its kind has taken the shape of its round.</summary>
    public async Task<ImportBatch> Shaped(ImportBatch batch, CancellationToken cancel)
    {
        await Of(batch).Shape(batch.RoundId, cancel);
        return batch;
    }

    /// <summary>Whether the present step of a batch changes the tree.</summary>
    public bool NeedsTreeAlone(ImportBatch batch) => batch.State is ImportState.Entering or ImportState.Undoing && Of(batch).ReshapesTree;
}
