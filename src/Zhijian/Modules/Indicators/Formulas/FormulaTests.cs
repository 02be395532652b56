using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Indicators.Formulas;

public sealed class FormulaTests
{
    private static readonly Dictionary<string, FormulaUnit> Units = new()
    {
        ["met"] = FormulaUnit.ByName["duty"],
        ["expected"] = FormulaUnit.ByName["duty"],
        ["themeDays"] = FormulaUnit.ByName["record"],
        ["people"] = FormulaUnit.ByName["person"],
        ["branches"] = FormulaUnit.ByName["organisation"],
        ["silent"] = FormulaUnit.ByName["record"],
    };

    private static readonly Dictionary<string, decimal?> Values = new() { ["met"] = 9, ["expected"] = 12, ["themeDays"] = 30, ["people"] = 20, ["branches"] = 3, ["silent"] = null };

    [Theory]
    [InlineData("share(met, expected)", 75, "1")]
    [InlineData("share(expected, met)", 100, "1")]
    [InlineData("share(met - 20[duty], expected)", 0, "1")]
    [InlineData("themeDays / people", 1.5, "record/person")]
    [InlineData("themeDays / people / branches", 0.5, "record/person/organisation")]
    [InlineData("2[record] * 3[person] / 4[person]", 1.5, "record")]
    [InlineData("themeDays * themeDays", 900, "record^2")]
    [InlineData("1 + 2 * 3 - 4 / 2", 5, "1")]
    [InlineData("(1 + 2) * 3", 9, "1")]
    [InlineData("10 - 4 - 3", 3, "1")]
    [InlineData("-(-3) * 2", 6, "1")]
    [InlineData("--3", 3, "1")]
    [InlineData("if(expected > 10[duty], share(met, expected), 100)", 75, "1")]
    [InlineData("if(expected <= 10[duty], share(met, expected), 100)", 100, "1")]
    [InlineData("if(met <> 9[duty], 1, if(met = 9[duty], 2, 3))", 2, "1")]
    [InlineData("if(met >= 9[duty], 1, 1 / 0)", 1, "1")]
    [InlineData("min(met, expected, 4[duty])", 4, "duty")]
    [InlineData("max(met, expected)", 12, "duty")]
    [InlineData("abs(met - expected)", 3, "duty")]
    [InlineData("round(10 / 3)", 3, "1")]
    [InlineData("round(2 / 3, 2)", 0.67, "1")]
    [InlineData("round(0 - 0.5)", -1, "1")]
    [InlineData("orElse(1 / 0, 5)", 5, "1")]
    [InlineData("orElse(silent, 7[record])", 7, "record")]
    [InlineData("  met\n/ expected * 100 ", 75, "1")]
    public void A_formula_has_a_value_and_knows_what_it_counts(string text, double value, string unit)
    {
        var (formula, fault) = Formula.Read(text, Units);
        Assert.Null(fault);
        Assert.Equal((decimal)value, formula!.Value(name => Values[name]));
        Assert.Equal(unit, formula.Unit.ToString());
    }

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("themeDays / (branches - branches)")]
    [InlineData("share(met, met - met)")]
    [InlineData("silent")]
    [InlineData("silent + themeDays")]
    [InlineData("share(silent, themeDays)")]
    [InlineData("min(themeDays, silent)")]
    [InlineData("if(silent > 1[record], 1, 2)")]
    [InlineData("round(1 / 0)")]
    [InlineData("999999999 * 999999999 * 999999999 * 999999999")]
    public void Where_nothing_can_be_calculated_there_is_no_value_and_no_error(string text) =>
        Assert.Null(Formula.Read(text, Units).Formula!.Value(name => Values[name]));

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("   ", 0, "empty")]
    [InlineData("$", 0, "unknown-character")]
    [InlineData("met; drop", 3, "unexpected")]
    [InlineData("应办", 0, "unknown-character")]
    [InlineData("1..2", 0, "number")]
    [InlineData("1000000001", 0, "number")]
    [InlineData("foo", 0, "unknown-name")]
    [InlineData("1 + Met", 4, "unknown-name")]
    [InlineData("foo(1)", 0, "unknown-function")]
    [InlineData("2[cat]", 2, "unknown-unit")]
    [InlineData("1)", 1, "unexpected")]
    [InlineData("1 2", 2, "unexpected")]
    [InlineData("share(met expected)", 10, "unexpected")]
    [InlineData("share(met,)", 10, "unexpected")]
    [InlineData("((1)", 0, "unfinished")]
    [InlineData("1 +", 3, "unfinished")]
    [InlineData("2[duty", 6, "unfinished")]
    [InlineData("min(1)", 0, "how-many")]
    [InlineData("abs(1, 2)", 0, "how-many")]
    [InlineData("themeDays + people", 10, "units-differ")]
    [InlineData("met > 1", 4, "units-differ")]
    [InlineData("share(met, themeDays)", 11, "units-differ")]
    [InlineData("if(met > 1[duty], met, people)", 23, "units-differ")]
    [InlineData("min(met > 1[duty], 1)", 8, "number-wanted")]
    [InlineData("1 + (1 = 1)", 7, "number-wanted")]
    [InlineData("-(1 = 1)", 4, "number-wanted")]
    [InlineData("if(met, 1, 2)", 3, "question-wanted")]
    [InlineData("1 = 1", 2, "answer-is-question")]
    [InlineData("round(1, 9)", 9, "places")]
    [InlineData("round(1, 0.5)", 9, "places")]
    [InlineData("round(1, branches)", 9, "places")]
    public void A_mistake_is_told_with_its_place(string text, int at, string code)
    {
        var (formula, fault) = Formula.Read(text, Units);
        Assert.Null(formula);
        Assert.Equal((at, code), (fault!.At, fault.Code));
    }

    [Fact]
    public void Nothing_can_be_made_so_long_deep_or_large_that_reading_or_calculating_it_would_take_long()
    {
        Assert.Equal("too-long", Formula.Read(new string('1', Formula.MostCharacters + 1), Units).Fault!.Code);
        Assert.Equal("too-deep", Formula.Read(new string('(', Formula.MostDeep + 1) + "1" + new string(')', Formula.MostDeep + 1), Units).Fault!.Code);
        Assert.Equal("too-deep", Formula.Read(new string('-', Formula.MostDeep + 1) + "1", Units).Fault!.Code);
        Assert.Equal("too-many-parts", Formula.Read(string.Join('+', Enumerable.Repeat("1", Formula.MostParts)), Units).Fault!.Code);
        Assert.NotNull(Formula.Read(new string('(', Formula.MostDeep) + "1" + new string(')', Formula.MostDeep), Units).Formula);
    }

    [Fact]
    public void Whatever_is_typed_is_read_or_refused_in_words()
    {
        var random = new Random(20261129);
        string[] pieces = ["met", "expected", "themeDays", "share(", "min(", "if(", "round(", "(", ")", ",", "+", "-", "*", "/", "<", "<>", ">=", "=", "1", "0", "2.5", "[duty]", "[record]", "[", "]", " ", "x", "\n", "。", "'", "\0", "1e5"];
        var read = 0;
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            var (formula, fault) = Formula.Read(text, Units);
            Assert.True(formula is null != fault is null, text);
            if (formula is not null)
            {
                read++;
                formula.Value(name => Values[name]);
            }
            else
            {
                Assert.InRange(fault!.At, 0, text.Length);
                Assert.Contains(fault.Code, FormulaFault.Codes);
            }
        }
        Assert.InRange(read, 300, 19_000);
    }

    [Fact]
    public void A_formula_names_the_measures_it_reads_each_once() =>
        Assert.Equal(["met", "expected"], Formula.Read("share(met, expected) + share(met, met)", Units).Formula!.Measures);

    [Fact]
    public void Every_mistake_and_every_function_has_its_words_in_both_languages()
    {
        foreach (var language in new[] { TextFiles.Chinese, TextFiles.English })
        {
            var texts = TextFiles.Of(language);
            Assert.All(FormulaFault.Codes, code => Assert.True(texts.ContainsKey($"indicators.fault.{code}"), code));
            Assert.All(Formula.Functions, name => Assert.True(texts.ContainsKey($"indicators.function.{Words.Kebab(name)}"), name));
            Assert.All(FormulaUnit.ByName.Keys, name => Assert.True(texts.ContainsKey($"indicators.unit.{name}"), name));
        }
    }
}
