using Zhijian.Modules.Collecting.Filling;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting;

/// <summary>
/// Files what organisations answer to a form from a list, and takes out again what a list filed. The one door for the module that imports lists:
/// it calls only after the last layer of the review, behind the fence of the organisation for which the list was brought. An answer counts as
/// handed in on the day on which its list was.
/// </summary>
internal sealed class EnterAnswersAction(ZhijianDb db, EntryQuery entries, ListedAnswersQuery rows, KnownValuesQuery known, InstitutionTime time)
{
    /// <summary>In months: who answers later than this does so by hand.</summary>
    private const int Latest = 12;

    /// <summary>The rounds for which a list can be brought, the latest first.</summary>
    public Task<List<OpenRound>> Rounds(CancellationToken cancel) => rows.Rounds(time.Today.AddMonths(-Latest), cancel);

    /// <summary>A round of which somebody in sight is asked; null where there is none.</summary>
    public Task<AskedRound?> Round(Guid id, CancellationToken cancel) => rows.Round(id, cancel);

    /// <summary>What these organisations are asked, by organisation; nothing for those that the round does not ask.</summary>
    public async Task<IReadOnlyDictionary<Guid, AskedEntry>> Asked(
        AskedRound round, IReadOnlyCollection<Guid> organisations, CancellationToken cancel)
    {
        var asked = await rows.Asked(round.Id, [.. organisations.Distinct()], cancel);
        var knowing = await entries.Known([.. asked.Select(e => e.OrganisationId)], round.Form, cancel);
        return asked.ToDictionary(e => e.OrganisationId, e => new AskedEntry(e, knowing[e.OrganisationId]));
    }

    /// <summary>Files them and says which version each entry has since, by organisation. What was typed or handed in meanwhile stays.</summary>
    /// <param name="handedInAt">When the list was handed in for review.</param>
    /// <param name="by">Who brought it; null where a system did.</param>
    public async Task<IReadOnlyDictionary<Guid, int>> File(
        IReadOnlyList<AnswersToFile> answers, DateTimeOffset handedInAt, Guid? by, Actor actor, CancellationToken cancel)
    {
        var filed = await rows.File(answers, time.DayOf(handedInAt), handedInAt, by, time.Now, cancel);
        await known.Know([.. filed.Select(f => f.Id)], cancel);
        db.AddRange(filed.Select(f => Journal.Entry(new EntryHandedIn(f.Id, f.Path, f.FormId, f.Title, f.InTime), actor, time.Now)));
        db.AddRange(filed.Select(f => Journal.Entry(new EntryFiled(f.Id, f.Path, f.FormId, f.Title), actor, time.Now)));
        return filed.ToDictionary(f => f.OrganisationId, f => f.Version);
    }

    /// <summary>The organisations whose entry changed since it was filed, or from whose values another entry took some over.</summary>
    /// <param name="filed">The version of each entry since, by organisation.</param>
    public async Task<IReadOnlyList<AnswersBuiltOn>> BuiltOn(Guid round, IReadOnlyDictionary<Guid, int> filed, CancellationToken cancel)
    {
        var asked = await rows.Asked(round, [.. filed.Keys], cancel);
        var takenOver = await rows.TakenOver([.. asked.Select(e => e.Id)], cancel);
        return
        [
            .. asked.Where(e => e.Version != filed[e.OrganisationId] || takenOver.Contains(e.Id))
                .Select(e => new AnswersBuiltOn(e.OrganisationId, takenOver.Contains(e.Id))),
        ];
    }

    public async Task<int> TakeOut(Guid round, IReadOnlyDictionary<Guid, AnswersBefore> before, Actor actor, CancellationToken cancel)
    {
        var asked = await rows.Asked(round, [.. before.Keys], cancel);
        var gone = await rows.TakeOut([.. asked.Select(e => (e.Id, before[e.OrganisationId]))], cancel);
        await known.KnowAsBefore([.. gone.Select(g => g.Id)], cancel);
        db.AddRange(gone.Select(g => Journal.Entry(new EntryTakenOut(g.Id, g.Path, g.FormId, g.Title), actor, time.Now)));
        return gone.Count;
    }
}

/// <summary>That something was built on what a list filed for an organisation.</summary>
/// <param name="TakenOver">Another entry took a value over; otherwise the entry itself changed.</param>
internal sealed record AnswersBuiltOn(Guid OrganisationId, bool TakenOver);

/// <summary>What a list had filed for an organisation was taken out again with it.</summary>
public sealed record EntryTakenOut(Guid SubjectId, string OrganisationPath, Guid FormId, string Title) : IFact;
