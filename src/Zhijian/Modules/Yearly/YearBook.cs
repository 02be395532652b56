using Zhijian.Modules.Figures;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Yearly;

/// <summary>Counts a year of an organisation and everything below it. Writes nothing: whoever asks keeps the tables.</summary>
public sealed class YearBook(Fence fence, Measures measures, Rulebook rulebook)
{
    /// <summary>A whole university is counted at once.</summary>
    private static readonly TimeSpan MayTake = TimeSpan.FromMinutes(5);

    /// <summary>A table for each organisation that stood on the day, the freezing one first; none where it did not stand.</summary>
    /// <param name="frozen">What was frozen the year before, by organisation and line.</param>
    public async Task<IReadOnlyList<YearlySheet>> Count(YearlyFreezing freezing, IReadOnlyDictionary<(Guid Organisation, string Line), FrozenBefore> frozen,
        CancellationToken cancel)
    {
        var (day, before, id) = (freezing.Day, new DateOnly(freezing.Day.Year - 1, 12, 31), Guid.CreateVersion7());
        var rules = rulebook.On(day);
        fence.Patience ??= MayTake;
        IReadOnlyList<OrganisationOfTwoDays> tree;
        IReadOnlyDictionary<Guid, IReadOnlyList<YearlyLine>> lines;
        // People and organisations that are elsewhere today still count for that day; only sums leave this block.
        using (fence.As(SystemActors.Yearly))
        {
            var filed = new FiledByYearQuery(fence, measures);
            tree = await new TreeOfTwoDaysQuery(fence).Of(freezing.OrganisationId, before, day, cancel);
            var people = await new PeopleOfTwoDaysQuery(fence).Of(freezing.Path, before, day, cancel);
            lines = new YearlyCounting(rules.Yearly, before, day, tree, people).Lines(frozen, await filed.Of(freezing.Path, new DateOnly(day.Year, 1, 1), day, cancel),
                await filed.Of(freezing.Path, new DateOnly(before.Year, 1, 1), before, cancel));
        }
        // Those that stand elsewhere today are counted above and have their own table where they are now.
        return [.. tree.Where(o => lines.ContainsKey(o.Id) && o.Path.StartsWith(freezing.Path, StringComparison.Ordinal)).Select(o => new YearlySheet
        {
            FreezingId = id, OrganisationId = o.Id, Path = o.Path, PathThen = o.PathThen, ParentPathThen = YearlyCounting.ParentPath(o.PathThen), Name = o.Name,
            Kind = o.Kind, Year = day.Year, AsOf = day, IsTrial = freezing.IsTrial, Edition = freezing.Edition, Reason = freezing.Reason,
            FrozenAtOrganisationId = freezing.OrganisationId, FrozenAt = freezing.OrganisationName, CreatedAt = freezing.At, CreatedBy = freezing.By, Author = freezing.Author,
            Pack = $"yearly@{rules.Packs["yearly"].Version}", Lines = lines[o.Id],
        })];
    }
}

/// <summary>Who freezes which year, when, and why anew.</summary>
/// <param name="Path">Where the organisation stands today.</param>
/// <param name="Day">The day that is counted.</param>
public sealed record YearlyFreezing(Guid OrganisationId, string Path, string OrganisationName, DateOnly Day, bool IsTrial, int Edition, string? Reason, DateTimeOffset At,
    Guid By, string Author);
