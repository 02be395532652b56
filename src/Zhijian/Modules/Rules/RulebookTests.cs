namespace Zhijian.Modules.Rules;

public sealed class RulebookTests
{
    internal static readonly Rulebook Shipped = Rulebook.Load(Rulebook.ShippedFolder);

    internal static readonly RulesInForce Today = Shipped.On(new DateOnly(2026, 11, 21));

    [Fact]
    public void The_shipped_packs_load_and_every_kind_is_spoken_of()
    {
        Assert.Equal(16, Today.Packs.Count);
        Assert.Equal(Enum.GetValues<OrganisationKind>().Length, Today.Organisations.Kinds.Count);
        Assert.Equal(Enum.GetValues<ActivityKind>().Length, Today.Activities.ByKind.Count);
        Assert.Equal(Enum.GetValues<AttendanceStatus>().Length, Today.Attendance.Statuses.Count);
    }

    [Fact]
    public void Every_pack_has_a_fingerprint_of_its_text_whatever_the_line_ends()
    {
        var texts = Texts();
        var windows = Rulebook.Read([.. texts.Select(text => text with { Text = text.Text.Replace("\n", "\r\n") })]);
        Assert.All(Shipped.All(), pack => Assert.Matches("^[0-9a-f]{64}$", pack.Fingerprint));
        Assert.Equal(Shipped.All().Select(pack => pack.Fingerprint), windows.All().Select(pack => pack.Fingerprint));
        var changed = Rulebook.Read(Edit("votes.yaml", "percent: 20", "percent: 21"));
        Assert.NotEqual(Shipped.On(default).Packs["votes"].Fingerprint, changed.On(default).Packs["votes"].Fingerprint);
    }

    [Fact]
    public void Every_rule_of_every_pack_can_be_found_again_by_its_reference()
    {
        var rules = Shipped.All().SelectMany(pack => pack.Rules).ToList();
        Assert.True(rules.Count > 60);
        Assert.All(rules, rule => Assert.Same(rule, Shipped.Find(rule.Reference)));
        Assert.Null(Shipped.Find(new RuleReference("votes", "0", "votes.resolution", "")));
        Assert.Equal("votes@1:votes.resolution", Today.Votes.Resolution.Rule.ToString());
        Assert.Equal("第十一条", Today.Votes.Resolution.Rule.Clause);
    }

    [Fact]
    public void A_rule_shows_its_values_flattened_and_its_source()
    {
        var chain = Today.Packs["review-chains"].Rule("review-chains.branch");
        Assert.Equal("3", chain.Value("layers.0.limitWorkingDays"));
        Assert.Equal("GeneralBranch, CollegeCommittee", chain.Value("layers.0.at"));
        Assert.Null(chain.Value("layers.9.at"));
        Assert.Equal(SourceTag.R, chain.Tag);
        Assert.NotEmpty(chain.Source.Title.Zh);
    }

    [Fact]
    public void A_day_before_the_first_version_is_judged_by_the_first_version_as_a_stand_in()
    {
        Assert.Contains("votes", Shipped.On(new DateOnly(1990, 1, 1)).StandIns);
        Assert.Equal(["conversation", "costs", "indicators", "people-rights", "points", "reminders", "sensitivity", "yearly"], Shipped.On(new DateOnly(2020, 1, 1)).StandIns);
        Assert.Empty(Today.StandIns);
    }

    [Fact]
    public void Each_day_is_judged_by_the_version_in_force_on_it()
    {
        var old = Text("organisational-life.yaml");
        var first = old with { Text = old.Text.Replace("inForceFrom: 2019-05-06", "inForceFrom: 2019-05-06\ninForceUntil: 2026-12-31") };
        var second = new PackText(
            "organisational-life.2027.yaml",
            old.Text.Replace("inForceFrom: 2019-05-06", "inForceFrom: 2027-01-01").Replace("version: \"1\"", "version: \"2\"")
                .Replace("activity: BranchMembersMeeting, owedBy: [DirectBranch, Branch, JointBranch, ProjectBranch], every: Quarter", "activity: BranchMembersMeeting, owedBy: [DirectBranch, Branch, JointBranch, ProjectBranch], every: Month"));
        var book = Rulebook.Read([.. Texts().Where(text => text.File != old.File), first, second]);
        PeriodKind Every(DateOnly date) => book.On(date).Obligations.Rules.Single(rule => rule.Activity == ActivityKind.BranchMembersMeeting).Every;
        Assert.Equal(PeriodKind.Quarter, Every(new DateOnly(2026, 12, 31)));
        Assert.Equal(PeriodKind.Month, Every(new DateOnly(2027, 1, 1)));
        Assert.Equal("2", book.On(new DateOnly(2027, 1, 1)).Activities[ActivityKind.GroupMeeting].Rule.Version);
        Assert.Equal("1", book.On(new DateOnly(2027, 1, 1)).Votes.Resolution.Rule.Version);
    }

    internal static IReadOnlyList<PackText> Texts() =>
        [.. Directory.EnumerateFiles(Rulebook.ShippedFolder).Order().Select(file => new PackText(Path.GetFileName(file), File.ReadAllText(file)))];

    internal static PackText Text(string file) => Texts().Single(text => text.File == file);

    /// <summary>The shipped packs with one change in one file; the text to replace must be there.</summary>
    internal static IReadOnlyList<PackText> Edit(string file, string old, string replacement)
    {
        var text = Text(file);
        Assert.Contains(old, text.Text);
        var at = text.Text.IndexOf(old, StringComparison.Ordinal);
        return [.. Texts().Select(each => each.File == file ? each with { Text = text.Text[..at] + replacement + text.Text[(at + old.Length)..] } : each)];
    }
}
