using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators.Comparing;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Indicators;

/// <summary>What may be kept, handed in, published and withdrawn; and what another index would move.</summary>
public sealed class KeptIndicatorTests
{
    private static readonly PublishedMeasures Measures = new(Figures.Measures.Load());
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    private static readonly Actor Analyst = new() { Name = "分析员", MemberId = Guid.NewGuid() };
    private static readonly IndicatorDraft Good = new("每支部服务", "Services for each branch", " 平均 ", null, " volunteerServices / branches ", "1",
        "branches", "2", "", "90.5");

    [Fact]
    public void A_draft_is_kept_as_it_was_meant()
    {
        var kept = Kept();
        Assert.Equal(("每支部服务", "平均", "", "volunteerServices / branches"), (kept.NameZh, kept.MeaningZh, kept.MeaningEn, kept.Formula));
        Assert.Equal(new IndicatorTerms(1, "branches", 2, null, 90.5m), kept.Terms);
        Assert.Equal((IndicatorState.Draft, "分析员"), (kept.State, kept.Author));
    }

    [Fact]
    public void What_is_missing_wrong_or_too_long_is_said_at_its_field()
    {
        Assert.Equal(PlatformRefusals.Required.At("Form.NameZh"), Wrong(Good with { NameZh = " " }));
        Assert.Equal(PlatformRefusals.Required.At("Form.NameEn"), Wrong(Good with { NameEn = null }));
        Assert.Equal(PlatformRefusals.Required.At("Form.Formula"), Wrong(Good with { Formula = "" }));
        Assert.Equal("Form.MeaningEn", Wrong(Good with { MeaningEn = new string('a', 301) })!.Field);
        Assert.Equal(IndicatorRefusals.BrokenFormula.At("Form.Formula"), Wrong(Good with { Formula = "met + volunteerServices" }));
        Assert.Equal(IndicatorRefusals.NoSuchMeasure.At("Form.CountOf"), Wrong(Good with { CountOf = "people" }));
        Assert.All(new[] { "5", "-1", "1.5", "", "x" }, typed => Assert.Equal((IndicatorRefusals.NoWholeNumber.Code, "Form.Decimals"),
            (Wrong(Good with { Decimals = typed })!.Code, Wrong(Good with { Decimals = typed })!.Field)));
        Assert.Equal("Form.AtLeast", Wrong(Good with { AtLeast = "0" })!.Field);
        Assert.Equal(IndicatorRefusals.NoNumber.At("Form.Least"), Wrong(Good with { Least = "1e9" }));
        Assert.Equal(IndicatorRefusals.NoNumber.At("Form.Most"), Wrong(Good with { Most = "99999999999" }));
        Assert.Equal(IndicatorRefusals.BoundsCross.At("Form.Most"), Wrong(Good with { Least = "5", Most = "5" }));
        Assert.Null(Wrong(Good with { Least = "-5.5", Most = "-5" }));
    }

    [Fact]
    public void Each_step_follows_the_one_before_and_an_older_page_is_told()
    {
        var kept = Kept();
        Assert.Equal(IndicatorRefusals.NotPublished, kept.Revise(1).Refusal);
        Assert.Equal(IndicatorRefusals.NotShown, kept.Withdraw("理由", 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, kept.HandIn(Measures.Units, 2).Refusal);
        Assert.NotNull(kept.HandIn(Measures.Units, 1).Fact);
        Assert.Equal(IndicatorRefusals.NotADraft, kept.HandIn(Measures.Units, 1).Refusal);
        Assert.Equal(IndicatorRefusals.NotADraft, kept.Change(Good, Measures.Units, 1, Analyst).Refusal);
        Assert.Equal(1, kept.Publish(Now, out var edition).Edition);
        Assert.Equal((kept.Terms, "分析员"), (edition.Terms, edition.Author));
        Assert.NotNull(kept.Revise(1).Fact);
        Assert.True(kept.IsShown);
        kept.HandIn(Measures.Units, 1);
        Assert.Equal(IndicatorRefusals.UnderReview, kept.WhyNotWithdraw());
        kept.BackTo(IndicatorState.Draft, "请说明");
        Assert.Equal(PlatformRefusals.Required.At("Form.Reason"), kept.Withdraw(" ", 1).Refusal);
        Assert.Equal("不再需要", kept.Withdraw("不再需要", 1).Fact!.Reason);
        Assert.False(kept.IsShown);
        kept.Formula = "gone + 1";
        Assert.Equal(IndicatorRefusals.BrokenFormula, kept.HandIn(Measures.Units, 1).Refusal);
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(40, 40)]
    [InlineData(140, 100)]
    public void A_value_stays_within_its_bounds(int number, int shown) =>
        Assert.Equal(shown, new IndicatorValue(number, number - 1, number + 1, false).Within(new IndicatorTerms(0, null, 0, 0, 100)).Number);

    [Fact]
    public void Another_index_says_how_far_each_organisation_moves_and_by_which_part()
    {
        var now = RulebookTests.Shipped.On(new DateOnly(2026, 11, 29)).Indicators.All.Select(r => ReadIndicator.Of(r, Measures.Units)).ToList();
        var branch = new CountedOrganisation { Id = Guid.NewGuid(), Name = "一支部", Kind = OrganisationKind.Branch, Branches = 1, Organisations = 1 };
        var month = new DateOnly(2026, 10, 1);
        branch.Add("expected", month, 4);
        branch.Add("met", month, 2);
        branch.Add("themeDays", month, 1);
        var board = new IndicatorBoard([branch], Measures, new IndicatorSpan(FigurePeriod.Month, month, month));

        var trial = new IndexTrial(now, name => name == "duties-met" ? "100" : name == "theme-days" ? "0" : name == "working-together" ? "many"
            : null);
        Assert.Equal([false, false, true, false], trial.Lines.Select(l => l.IsWrong));
        Assert.Equal([100, 0, 20, 0], trial.Lines.Select(l => l.Weight));
        var moved = IndexComparison.Of(board, branch, now, trial.Indicators);
        Assert.Equal(moved.Moves!.Value, moved.Parts.Sum(p => p.Moves), 6);
        Assert.True(moved.Parts.Single(p => p.Rule.Name == "theme-days").Moves < 0);
        Assert.True(moved.Parts.Single(p => p.Rule.Name == "duties-met").Moves > 0);

        var same = IndexComparison.Of(board, branch, now, new IndexTrial(now, _ => null).Indicators);
        Assert.Equal(0, same.Moves);
        Assert.All(same.Parts, p => Assert.Equal(0, p.Moves));
    }

    private static KeptIndicator Kept()
    {
        KeptIndicator.Draft(Good, Measures.Units, Guid.NewGuid(), "校党委", "1.", Analyst, Now, out var kept);
        return kept!;
    }

    private static Refusal? Wrong(IndicatorDraft draft) => draft.WhyWrong(Measures.Units) is { } refusal
        ? refusal with { Values = refusal.Code == PlatformRefusals.TooLong.Code ? refusal.Values : [] } : null;
}
