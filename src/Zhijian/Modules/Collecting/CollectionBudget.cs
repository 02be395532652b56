using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting;

/// <summary>How many minutes a month one organisation may be asked for, from a month on. Set by the committee; a form that exceeds it needs its approval.</summary>
public sealed class CollectionBudget
{
    private const int Most = 10_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public required string Path { get; set; }

    /// <summary>The first day of the first month.</summary>
    public required DateOnly FromMonth { get; init; }

    public required int Minutes { get; init; }

    public required Guid SetBy { get; init; }

    public required string SetByName { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    public static Decision<BudgetSet> Set(Guid committee, string path, int? minutes, DateOnly? from, Actor actor, DateTimeOffset now, DateOnly today, out CollectionBudget? budget)
    {
        budget = null;
        var refusal = minutes is null ? PlatformRefusals.Required.At("Form.Minutes")
            : minutes is <= 0 or > Most ? CollectingRefusals.BadBudget.With(Most).At("Form.Minutes")
            : from is null ? PlatformRefusals.Required.At("Form.From")
            : from < FirstOf(today) ? CollectingRefusals.BudgetInThePast.At("Form.From")
            : null;
        if (refusal is not null)
        {
            return refusal;
        }
        budget = new CollectionBudget { OrganisationId = committee, Path = path, FromMonth = FirstOf(from!.Value), Minutes = minutes!.Value, SetBy = actor.MemberId, SetByName = actor.Name, SetAt = now };
        return new BudgetSet(committee, path, budget.FromMonth, budget.Minutes);
    }

    public static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}

/// <summary>The committee set how much organisations may be asked for. The subject is the committee.</summary>
public sealed record BudgetSet(Guid SubjectId, string OrganisationPath, DateOnly FromMonth, int Minutes) : IFact;

/// <summary>What forms cost those who fill them in.</summary>
public static class FormCost
{
    private const int Months = 12;

    /// <summary>Minutes a year over all organisations that are asked.</summary>
    public static int YearOf(CollectionForm form, int respondents) => form.Minutes * form.TimesAYear * respondents;

    /// <summary>
    /// The most minutes that one organisation would be asked for in any of the coming twelve months, with this form: for each kind that is asked, all forms that ask it are added up.
    /// </summary>
    public static int WorstMonth(CollectionForm form, IReadOnlyList<CollectionForm> published, DateOnly today) =>
        form.Kinds.SelectMany(kind => Enumerable.Range(0, Months).Select(ahead => CollectionBudget.FirstOf(today).AddMonths(ahead)).Where(month => IsDueIn(form, month))
                .Select(month => form.Minutes + published.Where(p => p.Id != form.Id && p.Kinds.Contains(kind) && p.Overlaps(form) && IsDueIn(p, month)).Sum(p => p.Minutes)))
            .DefaultIfEmpty(form.Minutes).Max();

    /// <summary>Whether one of the form's rounds ends in the month.</summary>
    public static bool IsDueIn(CollectionForm form, DateOnly month)
    {
        var months = ((month.Year - form.FirstDue.Year) * 12) + month.Month - form.FirstDue.Month;
        return months == 0 || (months > 0 && form.MonthsBetween > 0 && months % form.MonthsBetween == 0);
    }
}
