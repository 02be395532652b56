using Zhijian.Modules.Indicators.Formulas;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Indicators;

/// <summary>Where an indicator of the workshop stands.</summary>
public enum IndicatorState
{
    Draft,
    InReview,
    Published,
    Withdrawn,
}

/// <summary>
/// An indicator of the workshop as its authors work at it. What the review accepted becomes an <see cref="IndicatorEdition"/>,
/// which stays among the published ones while the next edition is written.
/// </summary>
public sealed class KeptIndicator
{
    public const int LongestName = 60;
    public const int LongestMeaning = 300;
    public const int MostDecimals = 4;

    /// <summary>The most that may be asked for before a value is shown.</summary>
    public const int MostAtLeast = 100_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As it was called when the indicator was begun.</summary>
    public required string OrganisationName { get; init; }

    public required string NameZh { get; set; }

    public required string NameEn { get; set; }

    public string MeaningZh { get; set; } = "";

    public string MeaningEn { get; set; } = "";

    public required string Formula { get; set; }

    public int Decimals { get; set; }

    /// <summary>The measure that says whether there is enough to calculate with.</summary>
    public required string CountOf { get; set; }

    /// <summary>Below this the value is not shown.</summary>
    public int AtLeast { get; set; }

    /// <summary>A value below is shown as this one.</summary>
    public decimal? Least { get; set; }

    /// <summary>A value above is shown as this one.</summary>
    public decimal? Most { get; set; }

    public IndicatorState State { get; set; }

    /// <summary>The number of the last edition; 0 before the first.</summary>
    public int Edition { get; set; }

    /// <summary>Whether an edition stands among the published indicators now.</summary>
    public bool IsShown { get; set; }

    /// <summary>Why it came back, or why it was withdrawn.</summary>
    public string? Answer { get; set; }

    /// <summary>Who wrote it, by name: it is published under this name.</summary>
    public required string Author { get; set; }

    /// <summary>How often it was written: saving the same again is a change too, so that an older page is told.</summary>
    public int Saves { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; } = 1;

    /// <summary>How its value is shown.</summary>
    public IndicatorTerms Terms => new(Decimals, CountOf, AtLeast, Least, Most);

    /// <summary>Keeps what was tried as a draft.</summary>
    public static Decision<IndicatorDrafted> Draft(
        IndicatorDraft draft, IReadOnlyDictionary<string, FormulaUnit> measures, Guid organisation, string organisationName, string path, Actor actor,
            DateTimeOffset now, out KeptIndicator? indicator)
    {
        indicator = null;
        if (draft.WhyWrong(measures) is { } wrong)
        {
            return wrong;
        }
        indicator = new KeptIndicator
        {
            Path = path, OrganisationId = organisation, OrganisationName = organisationName, NameZh = "", NameEn = "", Formula = "", CountOf = "",
            Author = actor.Name, CreatedBy = actor.MemberId, CreatedAt = now,
        };
        indicator.Take(draft);
        return new IndicatorDrafted(indicator.Id, path, indicator.NameZh);
    }

    /// <summary>Writes it anew.</summary>
    public Decision<IndicatorChanged> Change(IndicatorDraft draft, IReadOnlyDictionary<string, FormulaUnit> measures, int seen, Actor actor)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State != IndicatorState.Draft ? IndicatorRefusals.NotADraft
            : draft.WhyWrong(measures)) is { } refusal)
        {
            return refusal;
        }
        Take(draft);
        (Author, Saves) = (actor.Name, Saves + 1);
        return new IndicatorChanged(Id, Path, NameZh);
    }

    /// <summary>Sends it to the review.</summary>
    public Decision<IndicatorHandedIn> HandIn(IReadOnlyDictionary<string, FormulaUnit> measures, int seen)
    {
        // A measure may have gone since it was written: reviewers are never asked about something that can't be calculated.
        if ((seen != Version ? PlatformRefusals.Stale : State != IndicatorState.Draft ? IndicatorRefusals.NotADraft
            : Formulas.Formula.Read(Formula, measures).Fault is not null ? IndicatorRefusals.BrokenFormula : null) is { } refusal)
        {
            return refusal;
        }
        (State, Answer) = (IndicatorState.InReview, null);
        return new IndicatorHandedIn(Id, Path, NameZh);
    }

    /// <summary>The last layer accepted it: it stands among the published indicators from now on.</summary>
    public IndicatorPublished Publish(DateTimeOffset now, out IndicatorEdition edition)
    {
        (State, Edition, IsShown, Answer) = (IndicatorState.Published, Edition + 1, true, null);
        edition = IndicatorEdition.Of(this, now);
        return new IndicatorPublished(Id, Path, NameZh, Edition);
    }

    /// <summary>It came back from the review, was taken back, or the approval was.</summary>
    public void BackTo(IndicatorState state, string? why) => (State, Answer) = (state, why);

    /// <summary>Begins the next edition; the last one stays published until the review accepts the new one.</summary>
    public Decision<IndicatorRevised> Revise(int seen)
    {
        if ((seen != Version ? PlatformRefusals.Stale : State is not (IndicatorState.Published or IndicatorState.Withdrawn)
            ? IndicatorRefusals.NotPublished : null) is { } refusal)
        {
            return refusal;
        }
        (State, Answer) = (IndicatorState.Draft, null);
        return new IndicatorRevised(Id, Path, NameZh, Edition + 1);
    }

    /// <summary>Why it can't be withdrawn now; null where it can.</summary>
    public Refusal? WhyNotWithdraw() =>
        !IsShown ? IndicatorRefusals.NotShown
        : State == IndicatorState.InReview ? IndicatorRefusals.UnderReview
        : null;

    /// <summary>Takes it from the published indicators, with a reason.</summary>
    public Decision<IndicatorWithdrawn> Withdraw(string? reason, int seen)
    {
        var why = reason?.Trim() ?? "";
        if ((seen != Version ? PlatformRefusals.Stale
            : WhyNotWithdraw() ?? PlatformRefusals.WhyNotReason(why, LongestMeaning)) is { } refusal)
        {
            return refusal;
        }
        (IsShown, Answer) = (false, why);
        State = State == IndicatorState.Published ? IndicatorState.Withdrawn : State;
        return new IndicatorWithdrawn(Id, Path, NameZh, Edition, why);
    }

    private void Take(IndicatorDraft draft)
    {
        (NameZh, NameEn) = (draft.NameZh!.Trim(), draft.NameEn!.Trim());
        (MeaningZh, MeaningEn) = (draft.MeaningZh?.Trim() ?? "", draft.MeaningEn?.Trim() ?? "");
        (Formula, CountOf) = (draft.Formula!.Trim(), draft.CountOf!);
        (Decimals, AtLeast, Least, Most) = (IndicatorDraft.Whole(draft.Decimals)!.Value, IndicatorDraft.Whole(draft.AtLeast)!.Value,
            IndicatorDraft.Number(draft.Least), IndicatorDraft.Number(draft.Most));
    }
}

/// <summary>An indicator was kept as a draft.</summary>
public sealed record IndicatorDrafted(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>A draft of an indicator was written anew.</summary>
public sealed record IndicatorChanged(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>An indicator went to the review.</summary>
public sealed record IndicatorHandedIn(Guid SubjectId, string OrganisationPath, string Name) : IFact;

/// <summary>An edition of an indicator is published.</summary>
public sealed record IndicatorPublished(Guid SubjectId, string OrganisationPath, string Name, int Edition) : IFact;

/// <summary>The next edition of an indicator is being written.</summary>
public sealed record IndicatorRevised(Guid SubjectId, string OrganisationPath, string Name, int Edition) : IFact;

/// <summary>An indicator was taken from the published ones.</summary>
public sealed record IndicatorWithdrawn(Guid SubjectId, string OrganisationPath, string Name, int Edition, string Reason) : IFact;

/// <summary>Why something can't be done with an indicator of the workshop.</summary>
public static class IndicatorRefusals
{
    public static readonly Refusal NotADraft = new("indicators.not-a-draft");
    public static readonly Refusal NotPublished = new("indicators.not-published");
    public static readonly Refusal NotShown = new("indicators.not-shown");
    public static readonly Refusal UnderReview = new("indicators.under-review");

    /// <summary>The formula can't be calculated; the page says where and why.</summary>
    public static readonly Refusal BrokenFormula = new("indicators.broken-formula", RefusalKind.BadInput);

    public static readonly Refusal NoSuchMeasure = new("indicators.no-such-measure", RefusalKind.BadInput);

    /// <summary>Not a whole number within the bounds, which are the values.</summary>
    public static readonly Refusal NoWholeNumber = new("indicators.no-whole-number", RefusalKind.BadInput);

    public static readonly Refusal NoNumber = new("indicators.no-number", RefusalKind.BadInput);

    /// <summary>The lower bound is not below the upper one.</summary>
    public static readonly Refusal BoundsCross = new("indicators.bounds-cross", RefusalKind.BadInput);
}
