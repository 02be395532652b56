using Zhijian.Modules.Figures;
using Zhijian.Modules.Indicators;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Pivoting;

/// <summary>What a pivot is asked for, what it tells of small numbers, and what is kept of it.</summary>
public sealed class PivotGridTests
{
    private static readonly Measures Table = Measures.Load();
    private static readonly IReadOnlyList<PivotMeasure> All = PivotMeasure.All(Table, new PublishedMeasures(Table));
    private static readonly DateOnly Today = new(2026, 11, 29);

    [Fact]
    public void A_small_number_is_not_told_and_neither_is_what_would_give_it_away()
    {
        // Two branches, two kinds of people, and their totals.
        var grid = new PivotGrid(new long[,] { { 20, 3, 23 }, { 30, 9, 39 }, { 50, 12, 62 } });
        grid.Hide(5);
        Assert.Null(grid[0, 1]);
        Assert.Null(grid[0, 0]);
        Assert.Null(grid[1, 1]);
        Assert.Null(grid[1, 0]);
        Assert.Equal((23L, 39L, 50L, 12L, 62L), (grid[0, 2], grid[1, 2], grid[2, 0], grid[2, 1], grid[2, 2]));
        Assert.True(grid.HidesAny);
    }

    [Fact]
    public void No_line_with_a_total_leaves_one_hidden_number_alone()
    {
        var dice = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (rows, columns) = (dice.Next(1, 6), dice.Next(1, 5));
            var values = new long[rows + 1, columns + 1];
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    var value = dice.Next(0, 12);
                    values[r, c] = value;
                    values[r, columns] += value;
                    values[rows, c] += value;
                    values[rows, columns] += value;
                }
            }
            var grid = new PivotGrid(values);
            grid.Hide(5);
            for (var r = 0; r <= rows; r++)
            {
                Assert.All(Enumerable.Range(0, columns + 1), c => Assert.True(grid[r, c] is null or 0 or >= 5));
                Assert.NotEqual(1, Enumerable.Range(0, columns + 1).Count(c => grid[r, c] is null));
            }
            for (var c = 0; c <= columns; c++)
            {
                Assert.NotEqual(1, Enumerable.Range(0, rows + 1).Count(r => grid[r, c] is null));
            }
        }
    }

    [Fact]
    public void Where_all_is_large_or_nobody_is_there_everything_is_told()
    {
        var grid = new PivotGrid(new long[,] { { 0, 7, 7 }, { 5, 0, 5 }, { 5, 7, 12 } });
        grid.Hide(5);
        Assert.False(grid.HidesAny);
        Assert.Equal(0, grid[0, 0]);
    }

    [Theory]
    [InlineData("", "measure=records&rows=organisation&columns=month&from=2025-12&to=2026-11")]
    [InlineData("measure=members&rows=month&columns=category", "measure=members&rows=organisation&columns=category")]
    [InlineData("measure=met&rows=month&columns=kind&from=2026-01&to=2026-03", "measure=met&rows=month&columns=organisation&from=2026-01&to=2026-03")]
    [InlineData("measure=themeDays&rows=kind&columns=none&from=2010-01&to=2026-11&kind=LinkageActivity",
        "measure=themeDays&rows=kind&columns=none&from=2023-12&to=2026-11")]
    [InlineData("measure=records&rows=month&columns=month&from=2027-01&to=2027-02&kind=ThemePartyDay",
        "measure=records&rows=month&columns=kind&from=2025-12&to=2026-11&kind=ThemePartyDay")]
    [InlineData("measure=nonsense&rows=x&columns=9&from=x&category=Activist",
        "measure=records&rows=organisation&columns=month&from=2025-12&to=2026-11")]
    public void A_question_is_read_from_an_address_and_what_does_not_fit_falls_back(string typed, string read)
    {
        var words = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(typed);
        var question = PivotQuestion.Read(name => words.TryGetValue(name, out var value) ? value.ToString() : null, All, Today);
        Assert.Equal(read, question.Write());
    }

    [Fact]
    public void A_view_is_kept_under_a_name_and_dropped_by_its_owner_alone()
    {
        var question = PivotQuestion.Read(_ => null, All, Today);
        var owner = new Actor { Name = "甲", MemberId = Guid.NewGuid(),
            Space = new HeldPost(Guid.NewGuid(), "Secretary", Guid.NewGuid(), "一支部", "1.2.3.", "Branch", []) };
        Assert.Equal(PlatformRefusals.NotYours, PivotView.Keep("每月", question, true, 0, owner with { Space = null }, default, out _).Refusal);
        Assert.Equal(PlatformRefusals.Required.At("Form.Name"), PivotView.Keep(" ", question, true, 0, owner, default, out _).Refusal);
        Assert.Equal("Form.Name", PivotView.Keep(new string('长', 41), question, true, 0, owner, default, out _).Refusal!.Field);
        Assert.Equal(PivotRefusals.TooManyViews.Code, PivotView.Keep("每月", question, true, PivotView.MostOwn, owner, default, out _).Refusal!.Code);
        Assert.True(PivotView.Keep(" 每月 ", question, true, 0, owner, default, out var view).Fact!.IsShared);
        Assert.Equal(("每月", question.Write(), "甲"), (view!.Name, view.Question, view.Author));
        Assert.Equal(PlatformRefusals.Missing, view.Drop(owner with { MemberId = Guid.NewGuid() }, 1).Refusal);
        Assert.Equal(PlatformRefusals.Stale, view.Drop(owner, 2).Refusal);
        Assert.NotNull(view.Drop(owner, 1).Fact);
    }

    [Fact]
    public void The_smallest_number_of_people_that_is_told_is_a_rule() =>
        Assert.Equal(5, RulebookTests.Shipped.On(Today).Indicators.SmallCells.Least);
}
