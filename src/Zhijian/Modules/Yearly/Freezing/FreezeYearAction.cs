using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Yearly.Freezing;

/// <summary>Counts a year for the own organisation and everything below it, and keeps the tables for good.</summary>
internal sealed class FreezeYearAction(ZhijianDb db, Journal journal, YearlyQuery sheets, YearBook book, InstitutionTime time)
{
    /// <param name="seen">Which freezing of the organisation the page would begin.</param>
    public async Task<Decision<YearFrozen>> Run(DateOnly? day, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(YearlyActs.Freeze, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        await sheets.Hold(space.OrganisationId, cancel);
        var isTrial = day is { } asked && YearlySheet.IsTrialOn(asked, time.Today);
        var earlier = day is { } of ? await sheets.Editions(space.OrganisationId, of.Year, isTrial, cancel) : 0;
        if (YearlySheet.WhyNot(day, reason, earlier, time.Today) is { } refusal)
        {
            return refusal;
        }
        if (seen != await sheets.NextFreezing(space.OrganisationId, cancel))
        {
            return PlatformRefusals.Stale;
        }
        var on = day!.Value;
        var tables = await book.Count(new YearlyFreezing(space.OrganisationId, space.Path, space.OrganisationName, on, isTrial, earlier + 1,
            string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), time.Now, actor.MemberId, actor.Name), await sheets.Frozen(space.OrganisationId, on.Year - 1, cancel), cancel);
        if (tables.FirstOrDefault(t => t.IsFirst) is not { } first)
        {
            return YearlyRefusals.NotFounded;
        }
        db.AddRange(tables);
        return await journal.Record<YearFrozen>(new YearFrozen(first.Id, space.Path, on.Year, on, isTrial, earlier + 1, first.Reason, tables.Count), actor, cancel);
    }
}
