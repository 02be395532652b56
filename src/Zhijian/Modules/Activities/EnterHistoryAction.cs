using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities.History;
using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities;

/// <summary>
/// Files what was held before this platform, from a list, and takes out again what a list filed. The one door for the module that imports lists: it calls only after the last layer of
/// the review, behind the fence of the organisation for which the list was brought. What is filed counts by the same traces as what was written here; it says nothing the list did not
/// say, stands on nobody's own record and earns nobody points.
/// </summary>
internal sealed class EnterHistoryAction(ZhijianDb db, HistoryRowsQuery rows, TraceBook traces, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>Why it would not be filed; null where it would. Changes nothing.</summary>
    public Refusal? WhyNot(HistoryToFile it, Organisation host, Actor actor) =>
        !actor.May(ActivityActs.Bring, host.Path) ? PlatformRefusals.NotYours
        : rulebook.On(it.HeldOn).Activities[it.Kind].WhyNotHeldBy(host.Kind) is not null ? ActivityRefusals.KindNotHeldHere
        : it.Present > it.Expected ? ActivityRefusals.MorePresentThanExpected
        : null;

    /// <summary>What these organisations held on these days, of these kinds: planned here or brought by a list.</summary>
    public Task<IReadOnlyList<HeldActivity>> Held(IReadOnlyCollection<(Guid OrganisationId, ActivityKind Kind, DateOnly On)> asked, CancellationToken cancel) => rows.Held(asked, cancel);

    public Task<IReadOnlyDictionary<Guid, HeldActivity>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => rows.Of(ids, cancel);

    /// <summary>Files them; answers the activities in their order.</summary>
    /// <param name="reviewCase">The case in which the list was approved.</param>
    public async Task<IReadOnlyList<Activity>> File(IReadOnlyList<HistoryToFile> all, Guid? reviewCase, Actor actor, CancellationToken cancel)
    {
        var now = time.Now;
        var numbers = await rows.Numbers([.. all.Select(h => (h.OrganisationId, h.Path, h.Kind, h.HeldOn.Year))], cancel);
        List<Activity> filed = [];
        foreach (var (it, number) in all.Zip(numbers))
        {
            var activity = HistoryContents.ActivityOf(it, actor, now, time);
            var record = HistoryContents.RecordOf(it, activity, number, reviewCase, now);
            db.Add(activity);
            db.Add(new ActivityParty { ActivityId = activity.Id, OrganisationId = it.OrganisationId, Path = it.Path, IsHost = true });
            db.Add(record);
            db.Add(HistoryContents.FiledOf(it, record, actor, now));
            db.Add(Journal.Entry(new HistoryFiled(activity.Id, it.Path, record.Id, number, it.Kind, it.HeldOn), actor, now));
            filed.Add(activity);
            await traces.Filed(new Figures.FiledRecord(record.Id, activity.Id, it.Kind, it.HeldOn, now, [new Party(it.OrganisationId, it.Path)]) { Title = it.Title }, cancel);
        }
        return filed;
    }

    /// <summary>On which of these something was built: a correction was written, or the record changed.</summary>
    public Task<IReadOnlyList<(Guid Id, string Title, string What, int Rows)>> BuiltOn(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => rows.BuiltOn(ids, cancel);

    /// <summary>Takes out again what a list filed: it no longer counts from now on. The caller has made sure that nothing was built on it.</summary>
    public async Task<int> TakeOut(IReadOnlyCollection<Guid> ids, Actor actor, CancellationToken cancel)
    {
        var records = await db.ActivityRecords.AsNoTracking().Where(r => ids.Contains(r.ActivityId) && r.IsHistory && r.AddendumTo == null).ToListAsync(cancel);
        foreach (var record in records)
        {
            await traces.TakenBack(record.Id, time.Now, cancel);
        }
        db.AddRange(records.Select(r => Journal.Entry(new HistoryTakenOut(r.ActivityId, r.Path, r.Id, r.Number), actor, time.Now)));
        return await rows.TakeOut([.. records.Select(r => r.ActivityId)], cancel);
    }
}

/// <summary>Something that was held before this platform, as a list says it.</summary>
/// <param name="Path">Of its host.</param>
/// <param name="Host">Who chaired, as the list names them; nobody is looked for by it.</param>
/// <param name="From">Where it was read: list and row.</param>
internal sealed record HistoryToFile(Guid OrganisationId, string OrganisationName, string Path, ActivityKind Kind, DateOnly HeldOn, string Title, string? Place, string? Host, int? Expected, int? Present, string From);

/// <summary>Something an organisation held, as far as it helps to tell whether a row means it.</summary>
internal sealed class HeldActivity
{
    public Guid Id { get; set; }

    public Guid OrganisationId { get; set; }

    public string OrganisationName { get; set; } = "";

    public ActivityKind Kind { get; set; }

    public DateOnly On { get; set; }

    public string Title { get; set; } = "";

    public int Version { get; set; }
}

/// <summary>What was held before this platform went into the files, as a list said it.</summary>
public sealed record HistoryFiled(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number, ActivityKind Kind, DateOnly HeldOn) : IFact;

/// <summary>What a list had filed was taken out again with it.</summary>
public sealed record HistoryTakenOut(Guid SubjectId, string OrganisationPath, Guid RecordId, string Number) : IFact;
