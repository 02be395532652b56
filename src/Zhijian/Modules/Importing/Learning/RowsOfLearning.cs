using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Importing.Undoing;
using Zhijian.Modules.Learning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Learning;

/// <summary>Rows that are learning records, entered through the door of the module that keeps them. What is known already stays as it is.</summary>
internal sealed class RowsOfLearning(StagedRowsQuery staged, EnterLearningAction learning, PeopleOfRowsQuery people, ProvenanceBook provenance, InstitutionTime time) : KindOfRows(staged)
{
    private const int AtOnceCompared = 2000;

    private readonly StagedRowsQuery _staged = staged;

    public override ImportKind Kind => ImportKind.LearningRecords;

    public override ColumnSet Columns => LearningColumns.Set;

    public override IReadOnlyList<string> Acts => [LearningActs.Bring];

    public override string EntityKind => "LearningRecord";

    public override async Task<IReadOnlyList<JudgedRow>> Judge(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var read = await Read(batch, rows, cancel);
        var known = await Like(read, cancel);
        var actor = ActorOf(batch);
        return [.. read.Select(row => JudgeOne(row, known, actor))];
    }

    /// <summary>Rows whose person completed something of the same title on another day of the year: perhaps it is the one.</summary>
    public override async Task<IReadOnlyList<(int Row, Guid Twin)>> Alike(ImportBatch batch, CancellationToken cancel)
    {
        List<(int, Guid)> alike = [];
        for (var after = 0; await _staged.ToCompare(batch, after, AtOnceCompared, cancel) is { Count: > 0 } rows; after = rows[^1].Number)
        {
            var read = await Read(batch, rows, cancel);
            var known = await Like(read, cancel);
            alike.AddRange(from row in read
                           where row is { Learner: not null, CompletedOn: not null }
                           let twin = known[(row.Learner!.Id, row.Course)].FirstOrDefault(k => k.On.Year == row.CompletedOn!.Value.Year)
                           where twin is not null
                           select (row.Staged.Number, twin.Id));
        }
        return alike;
    }

    public override async Task<KnownShown?> Known(Guid id, Words words, CancellationToken cancel) =>
        (await learning.Of([id], cancel)).GetValueOrDefault(id) is { } it ? new KnownShown(id, it.Title, words.Day(it.On)) : null;

    public override async Task<IReadOnlyList<EnteredRow>> Enter(ImportBatch batch, IReadOnlyList<JudgedRow> rows, Actor actor, CancellationToken cancel)
    {
        var made = await learning.Enter([.. rows.Select(r => ((LearningRow)r.Row).ToEnter(batch.Source))], actor, cancel);
        await provenance.Note(
            EntityKind, [.. rows.Zip(made, (row, id) => Note(batch, row, id, ((LearningRow)row.Row).Learner!.Path, row.Row.Values.Keys.Where(k => k != LearningColumns.Identity), null, 1, actor, time.Now))], cancel);
        return [.. rows.Zip(made, (row, id) => new EnteredRow(row.Staged.Number, id, RowOutcome.Create, null))];
    }

    /// <summary>Nothing is ever built on what somebody studied elsewhere: it is not corrected here, and nothing else points at it.</summary>
    public override Task<IReadOnlyList<BuiltOn>> BuiltOn(ImportBatch batch, IReadOnlyCollection<Guid>? among, int most, CancellationToken cancel) => Task.FromResult<IReadOnlyList<BuiltOn>>([]);

    public override async Task<(int Removed, int PutBack)> TakeOut(ImportBatch batch, IReadOnlyList<BatchNote> notes, Actor actor, CancellationToken cancel) =>
        (await learning.TakeOut([.. notes.Select(n => n.EntityId)], actor, cancel), 0);

    public override string Title(Words words, CleanedRow row) => ((LearningRow)row).Learner?.Name ?? row.Values.GetValueOrDefault(LearningColumns.Person) ?? words["import.no-name"];

    public override string Place(CleanedRow row) => ((LearningRow)row).Course;

    public override string Shown(Words words, string element, string? value) =>
        element == LearningColumns.Identity && !string.IsNullOrEmpty(value) ? new Restricted(value).Masked : base.Shown(words, element, value);

    /// <summary>What somebody studied is shown to that person alone.</summary>
    public override string AddressOf(Guid entity) => "/learning/year";

    private async Task<List<LearningRow>> Read(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel)
    {
        var read = rows.Select(r => LearningRow.Read(r, batch.Mapping, time.Today)).ToList();
        var learners = await people.Find(batch, read, LearningColumns.Person, LearningColumns.Identity, cancel);
        read.ForEach(r => r.Learner = learners.GetValueOrDefault(r.Staged.Number));
        return read;
    }

    private async Task<ILookup<(Guid, string), KnownStudy>> Like(List<LearningRow> rows, CancellationToken cancel) =>
        (await learning.Like([.. rows.Where(r => r is { Learner: not null, CompletedOn: not null }).Select(r => (r.Learner!.Id, r.Course, r.CompletedOn!.Value))], cancel)).ToLookup(k => (k.MemberId, k.Title));

    private static JudgedRow JudgeOne(LearningRow row, ILookup<(Guid, string), KnownStudy> known, Actor actor)
    {
        var like = row.Learner is { } learner ? known[(learner.Id, row.Course)].ToList() : [];
        var exact = like.Find(k => k.On == row.CompletedOn);
        if (row.Faults.Count == 0 && exact is null && EnterLearningAction.WhyNot(row.Learner!, actor) is { } refusal)
        {
            row.Fault(LearningColumns.Person, refusal);
        }
        var keys = new RowKeys(null, row.Faults.Count > 0 ? null : $"{row.Learner!.Id}/{row.Course}/{row.Values[LearningColumns.CompletedOn]}");
        return Judged(row, keys, exact?.Id, id => like.Find(k => k.Id == id) is { } study ? new KnownThing(id, study.Title) : null, _ => []);
    }
}
