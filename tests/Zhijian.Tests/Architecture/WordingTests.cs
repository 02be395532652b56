using System.Reflection;
using Zhijian.Modules.Access;
using Zhijian.Platform;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>Texts, refusals and acts: the code asks only for what stands in the files, in both languages.</summary>
public sealed class WordingTests
{
    private static readonly IReadOnlyDictionary<string, string> Chinese = TextFiles.Of(TextFiles.Chinese);
    private static readonly IReadOnlyDictionary<string, string> English = TextFiles.Of(TextFiles.English);
    private static readonly Type[] Broken = [.. Code.Written(Assembly.GetExecutingAssembly()).Where(t => t.Namespace!.StartsWith("Zhijian.Broken", StringComparison.Ordinal))];
    private static readonly Dictionary<string, string> One = new() { ["one"] = "{0} of {1}", ["two"] = " " };
    private static readonly Dictionary<string, string> Other = new() { ["one"] = "{1}" };

    [Fact]
    public void Every_text_stands_in_both_languages()
    {
        Assert.NotEmpty(Wording.InOneLanguageOnly(One, Other));
        Breaches.None(Wording.InOneLanguageOnly(Chinese, English));
    }

    [Fact]
    public void Both_languages_fill_in_the_same_places()
    {
        Assert.NotEmpty(Wording.PlacesThatDiffer(One, Other));
        Breaches.None(Wording.PlacesThatDiffer(Chinese, English));
    }

    [Fact]
    public void No_text_is_empty()
    {
        Assert.NotEmpty(Wording.Empty(One));
        Breaches.None(Wording.Empty(Chinese));
        Breaches.None(Wording.Empty(English));
    }

    [Fact]
    public void Every_key_that_the_code_asks_for_exists()
    {
        Assert.NotEmpty(Wording.AskedInVain([typeof(Zhijian.Broken.Modules.High.HighTexts)], English));
        Breaches.None(Wording.AskedInVain(Code.Program, English));
    }

    [Fact]
    public void Every_refusal_has_a_code_of_its_own()
    {
        Assert.NotEmpty(Wording.CodesUsedTwice(Wording.Refusals(Broken)));
        Breaches.None(Wording.CodesUsedTwice(Wording.Refusals(Code.Program)));
    }

    [Fact]
    public void Every_refusal_has_a_sentence()
    {
        Assert.NotEmpty(Wording.RefusalsWithoutSentence(Wording.Refusals(Broken), English));
        Breaches.None(Wording.RefusalsWithoutSentence(Wording.Refusals(Code.Program), English));
    }

    [Fact]
    public void Every_refusal_is_named_in_a_test()
    {
        Assert.NotEmpty(Wording.NamedInNoTest(Wording.Refusals(Broken), ["no test at all"]));
        var tests = Files.Committed.Where(f => f.EndsWith("Tests.cs", StringComparison.Ordinal) || (f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))).Select(Files.Text).ToList();
        var refusals = Wording.Refusals(Code.Program);
        Breaches.None(Wording.NamedInNoTest(refusals, tests));
        Console.WriteLine($"figure refusals-named-in-tests {refusals.Count}");
    }

    /// <summary>Acts of connected systems, given one by one when they are approved; no post holds them.</summary>
    private static readonly string[] OfConnectedSystems = [Zhijian.Modules.Exchange.ExchangeActs.Read, Zhijian.Modules.Exchange.ExchangeActs.Write];

    [Fact]
    public void Every_act_is_granted_to_somebody_and_only_acts_that_exist_are_granted()
    {
        var declared = Wiring.Modules.SelectMany(m => m.Acts).ToList();
        var written = Code.Program.Where(t => t.Name.EndsWith("Acts", StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)).ToList();
        var granted = AccessTable.Load().All.Select(g => g.Grant.Act).Distinct().ToList();

        Breaches.None(declared.GroupBy(a => a).Where(g => g.Count() > 1).Select(g => g.Key));
        Breaches.None(written.Except(declared).Select(a => $"{a} is an act that no module declares"));
        Breaches.None(declared.Except(granted).Except(OfConnectedSystems).Select(a => $"{a} is declared and granted to nobody in access.yaml"));
        Breaches.None(granted.Except(declared).Select(a => $"{a} is granted in access.yaml and no module declares it"));
        Breaches.None(declared.Where(a => !English.ContainsKey($"act.{a}")).Select(a => $"no text 'act.{a}'"));
    }
}
