using Zhijian.Modules.Learning.Records;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning;

/// <summary>
/// Enters what people studied elsewhere, from a list, and takes out again what a list entered. The one door for the module that imports lists: it calls only after the last layer of the
/// review, behind the fence of the organisation for which the list was brought. The units count in the person's own year; nobody else sees them, and nobody earns points by a list.
/// </summary>
internal sealed class EnterLearningAction(ZhijianDb db, LearningRecordsQuery rows, InstitutionTime time)
{
    /// <summary>Why this would not be entered; null where it would.</summary>
    public static Refusal? WhyNot(Member learner, Actor actor) => !actor.May(LearningActs.Bring, learner.Path) ? PlatformRefusals.NotYours : learner.LeftOn is not null ? PeopleRefusals.HasLeft : null;

    /// <summary>What these people studied under these titles in the year of the day, here or elsewhere.</summary>
    public Task<IReadOnlyList<KnownStudy>> Like(IReadOnlyCollection<(Guid MemberId, string Title, DateOnly On)> asked, CancellationToken cancel) => rows.Like(asked, cancel);

    public Task<IReadOnlyDictionary<Guid, KnownStudy>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => rows.Of(ids, cancel);

    /// <summary>Answers their ids, in their order.</summary>
    public async Task<IReadOnlyList<Guid>> Enter(IReadOnlyList<LearningRecordToEnter> records, Actor actor, CancellationToken cancel)
    {
        var made = records.Select(r => (Id: Guid.CreateVersion7(), Record: r)).ToList();
        await rows.Add(made, time.Now, cancel);
        db.AddRange(made.Select(m => Journal.Entry(new LearningRecordEntered(m.Record.MemberId, m.Record.Path, m.Id), actor, time.Now)));
        return [.. made.Select(m => m.Id)];
    }

    public async Task<int> TakeOut(IReadOnlyCollection<Guid> ids, Actor actor, CancellationToken cancel)
    {
        var gone = await rows.TakeOut(ids, cancel);
        db.AddRange(gone.Select(g => Journal.Entry(new LearningRecordTakenOut(g.MemberId, g.Path, g.Id), actor, time.Now)));
        return gone.Count;
    }
}

/// <summary>Something somebody completed elsewhere, as a list says it.</summary>
/// <param name="Path">Of the person.</param>
/// <param name="Units">As recognised by whoever held it; null where the list says nothing.</param>
/// <param name="Source">The source of the data standard.</param>
internal sealed record LearningRecordToEnter(Guid MemberId, string Path, string Title, string? Provider, decimal? Units, DateOnly CompletedOn, string Source);

/// <summary>Something somebody studied, as far as it helps to tell whether a row means it.</summary>
internal sealed class KnownStudy
{
    public Guid Id { get; set; }

    public Guid MemberId { get; set; }

    public string Title { get; set; } = "";

    public DateOnly On { get; set; }

    public int Version { get; set; }
}

/// <summary>What somebody completed elsewhere was entered from a list.</summary>
public sealed record LearningRecordEntered(Guid SubjectId, string OrganisationPath, Guid RecordId) : IFact;

/// <summary>It was taken out again with its list.</summary>
public sealed record LearningRecordTakenOut(Guid SubjectId, string OrganisationPath, Guid RecordId) : IFact;
