using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Organisations.Terms;

/// <summary>The terms of one body, the present one first; what was entered with the body itself counts as its first term.</summary>
internal sealed class TermsQuery(ZhijianDb db)
{
    public async Task<BodyTerms?> Of(Guid organisationId, Actor actor, CancellationToken cancel)
    {
        var body = await db.Organisations.FirstOrDefaultAsync(o => o.Id == organisationId, cancel);
        if (body is null || !(actor.May(OrganisationActs.See, body.Path) || actor.May(OrganisationActs.Change, body.Path)))
        {
            return null;
        }
        var terms = await db.TermsOfOffice.Where(t => t.OrganisationId == organisationId).OrderByDescending(t => t.StartedOn).ToListAsync(cancel);
        return new BodyTerms(body, terms);
    }
}

/// <summary>A body and its terms.</summary>
internal sealed record BodyTerms(Organisation Body, List<TermOfOffice> Terms)
{
    public TermOfOffice? Present => Terms.FirstOrDefault(t => t.EndedOn is null);

    /// <summary>The term known from the body itself, where none was ever entered here.</summary>
    public TermOfOffice? FromBody(string note) => Terms.Count == 0 && Body is { TermStart: { } start, TermEndPlanned: { } end } && end > start
        ? new TermOfOffice { OrganisationId = Body.Id, Path = Body.Path, StartedOn = start, PlannedEnd = end, Note = note }
        : null;
}

/// <summary>Enters a new term after an election, extends the present one with an approval, or closes it.</summary>
internal sealed class TermAction(ZhijianDb db, TermsQuery terms, Journal journal, Rulebook rulebook, InstitutionTime time, Words words)
{
    public async Task<Decision<TermBegun>> Begin(Guid organisationId, DateOnly start, DateOnly? plannedEnd, string? note, Actor actor, CancellationToken cancel)
    {
        if (await Open(organisationId, actor, cancel) is not { Body: { } body } of)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(OrganisationActs.Change, body.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = TermOfOffice.Begin(body, of.Present, start, plannedEnd, note, RuleOf(body, start), time.Today);
        if (decision.Fact is { } fact)
        {
            db.Add(new TermOfOffice { Id = fact.TermId, OrganisationId = body.Id, Path = body.Path, StartedOn = fact.Start, PlannedEnd = fact.PlannedEnd, Note = fact.Note });
        }
        return await Recorded(decision, actor, cancel);
    }

    public async Task<Decision<TermExtended>> Extend(Guid organisationId, DateOnly to, string? approval, int version, Actor actor, CancellationToken cancel)
    {
        if (await Open(organisationId, actor, cancel) is not { Body: { } body } of)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(OrganisationActs.Change, body.Path))
        {
            return PlatformRefusals.NotYours;
        }
        return of.Present is not { } present ? TermRefusals.IsOver
            : await Recorded(present.Extend(body, to, approval, RuleOf(body, present.StartedOn), version), actor, cancel);
    }

    public async Task<Decision<TermClosed>> Close(Guid organisationId, DateOnly on, string? reason, int version, Actor actor, CancellationToken cancel)
    {
        if (await Open(organisationId, actor, cancel) is not { Body: { } body } of)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(OrganisationActs.Change, body.Path))
        {
            return PlatformRefusals.NotYours;
        }
        return of.Present is not { } present ? TermRefusals.IsOver
            : await Recorded(present.Close(body, on, reason, time.Today, version), actor, cancel);
    }

    /// <summary>Nothing of a refused change stays behind.</summary>
    private async Task<Decision<TFact>> Recorded<TFact>(Decision<TFact> decision, Actor actor, CancellationToken cancel)
        where TFact : class, IFact
    {
        if (decision.Refusal is not null)
        {
            db.ChangeTracker.Clear();
            return decision;
        }
        return await journal.Record(decision, actor, cancel);
    }

    private async Task<BodyTerms?> Open(Guid organisationId, Actor actor, CancellationToken cancel)
    {
        if (await terms.Of(organisationId, actor, cancel) is not { } of)
        {
            return null;
        }
        if (of.FromBody(words["organisation.terms.from-before"]) is { } first)
        {
            db.Add(first);
            of.Terms.Add(first);
        }
        return of;
    }

    private TermRule? RuleOf(Organisation body, DateOnly day) => rulebook.On(day).Organisations.Term(body.Kind);
}
