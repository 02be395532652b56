namespace Zhijian.Modules.Rules;

/// <summary>Every way to write a pack wrongly is refused at the start, with the file, the rule and the line.</summary>
public sealed class RulePackProblemsTests
{
    [Theory]
    [InlineData("votes.yaml", "oneByOne: false", "oneByon: false", "votes.resolution", "unknown key 'oneByon'")]
    [InlineData("votes.yaml", "    severity: Block", "    severity: Block\n    colour: red", "votes.resolution", "unknown key 'colour'")]
    [InlineData("votes.yaml", "title:", "colour: red\ntitle:", null, "unknown key 'colour'")]
    [InlineData("votes.yaml", "source: branch-regulations", "source: hearsay", "votes.resolution", "the pack has no source 'hearsay'")]
    [InlineData("votes.yaml", "    source: branch-regulations\n", "", "votes.resolution", "'source' is missing")]
    [InlineData("votes.yaml", "    clause: 第十一条\n", "", "votes.resolution", "'clause' is missing")]
    [InlineData("votes.yaml", "severity: Block", "severity: Deadly", "votes.resolution", "'severity' knows no Severity 'Deadly'")]
    [InlineData("votes.yaml", "severity: Block", "severity: 1", "votes.resolution", "'severity' knows no Severity '1'")]
    [InlineData("votes.yaml", "quorum: AtLeast 1/2", "quorum: AtLeast 1/0", "votes.resolution", "'quorum' must be")]
    [InlineData("votes.yaml", "quorum: AtLeast 1/2", "quorum: AtLeast 3/2", "votes.resolution", "'quorum' must be")]
    [InlineData("votes.yaml", "quorum: AtLeast 1/2", "quorum: About 1/2", "votes.resolution", "'quorum' must be")]
    [InlineData("votes.yaml", "quorum: AtLeast 1/2", "quorum: AtLeast 0.5", "votes.resolution", "'quorum' must be")]
    [InlineData("votes.yaml", "secret: false", "secret: no", "votes.resolution", "'secret' must be true or false")]
    [InlineData("votes.yaml", "shape: vote", "shape: vtoe", "votes.resolution", "this pack knows no shape 'vtoe'")]
    [InlineData("votes.yaml", "id: votes.branch-committee", "id: votes.resolution", "votes.resolution", "the rule stands twice")]
    [InlineData("votes.yaml", "id: votes.resolution", "id: voting.resolution", "voting.resolution", "the rule's id must begin with 'votes.'")]
    [InlineData("votes.yaml", "yes: 5, outcome: NotPassed, presentNeeded: 5", "yes: 5, outcome: Passed, presentNeeded: 5", "votes.resolution", "the example says Passed, the rule gives NotPassed")]
    [InlineData("votes.yaml", "presentNeeded: 5, approvalsNeeded: 6", "presentNeeded: 5, approvalsNeeded: 5", "votes.resolution", "the example needs 5 approvals, the rule 6")]
    [InlineData("votes.yaml", "tighten: { quorum: Higher", "tighten: { quorom: Higher", "votes.resolution", "'tighten' names 'quorom'")]
    [InlineData("votes.yaml", "policy: Resolution", "policy: Decision", "votes.resolution", "no vote policy 'Resolution'")]
    [InlineData("votes.yaml", "inForceFrom: 2019-05-06", "inForceFrom: 6.5.2019", null, "'inForceFrom' must be a date")]
    [InlineData("votes.yaml", "inForceFrom: 2019-05-06", "inForceFrom: 2019-05-06\ninForceUntil: 2030-01-01", null, "the last version of 'votes' must stay in force")]
    [InlineData("organisation.yaml", "kind: GeneralBranch", "kind: GenerousBranch", "organisation.general-branch", "'kind' knows no OrganisationKind 'GenerousBranch'")]
    [InlineData("organisation.yaml", "parents: [UniversityCommittee, CollegeCommittee]", "parents: [UniversityCommittee, UniversityCommittee]", "organisation.general-branch", "'parents' names UniversityCommittee twice")]
    [InlineData("organisation.yaml", "minimum: 3, moment: Creation", "minimum: -3, moment: Creation", "organisation.size.branch-founding", "'minimum' must be a whole number")]
    [InlineData("organisation.yaml", "minimum: 3, typicalMaximum: 5", "minimum: 6, typicalMaximum: 5", "organisation.committee.branch", "must not fall")]
    [InlineData("organisation.yaml", "kinds: [UniversityCommittee, CollegeCommittee], years", "kinds: [UniversityCommittee, Branch], years", "organisation.term.branch", "Branch has two terms")]
    [InlineData("organisational-life.yaml", "votes: Resolution", "votes: Lottery", "organisational-life.branch-members-meeting", "'votes' knows no policy 'Lottery'")]
    [InlineData("organisational-life.yaml", "activity: PartyLecture, heldBy", "activity: ThemePartyDay, heldBy", "organisational-life.theme-party-day", "ThemePartyDay stands twice")]
    [InlineData("organisational-life.yaml", "every: Quarter, count: 1", "every: Quarter, count: 0", "organisational-life.duty.branch-members-meeting", "'count' must be at least 1")]
    [InlineData("review-chains.yaml", "layer: Basic", "layer: Top", "review-chains.branch", "the layers must rise")]
    [InlineData("review-chains.yaml", "at: [GeneralBranch, CollegeCommittee], ", "", "review-chains.branch", "a layer needs 'posts' and 'at'")]
    [InlineData("review-chains.yaml", "organisations: [DirectBranch]", "organisations: [Branch]", "review-chains.handling", "no chain for record kind 'any' of DirectBranch")]
    [InlineData("attendance.yaml", "status: MadeUp", "status: Absent", "attendance.status.made-up", "Absent stands twice")]
    [InlineData("attendance.yaml", "shape: leave", "shape: late-entry", "attendance.leave", "more than one rule of shape 'late-entry'")]
    [InlineData("calendar.yaml", "workdays: [2026-01-04", "workdays: [2026-01-05", "calendar.2026", "2026-01-05 is no weekend")]
    [InlineData("calendar.yaml", "2026-01-01..2026-01-03", "2026-01-03..2026-01-01", "calendar.2026", "runs backwards")]
    [InlineData("calendar.yaml", "2026-01-01..2026-01-03", "2027-01-01..2027-01-03", "calendar.2026", "2027-01-01 is not in 2026")]
    [InlineData("sensitivity.yaml", "FullName: S1", "FullName: S9", "sensitivity.fields", "'FullName' knows no Sensitivity 'S9'")]
    public void A_wrong_pack_is_refused_and_the_place_is_named(string file, string old, string wrong, string? rule, string problem)
    {
        var texts = RulebookTests.Edit(file, old, wrong);
        var found = Assert.Throws<RulePackException>(() => Rulebook.Read(texts)).Problems;
        var named = found.FirstOrDefault(each => each.File == file && each.Problem.Contains(problem, StringComparison.Ordinal) && (rule is null || each.Rule == rule));
        Assert.True(named is not null, string.Join(Environment.NewLine, found));
        Assert.True(named.Line > 0);
    }

    [Fact]
    public void The_line_of_a_problem_is_the_line_in_the_file()
    {
        var texts = RulebookTests.Edit("votes.yaml", "percent: 20", "percent: twenty");
        var problem = Assert.Single(Assert.Throws<RulePackException>(() => Rulebook.Read(texts)).Problems);
        var lines = texts.Single(text => text.File == "votes.yaml").Text.Split('\n');
        Assert.Contains("percent: twenty", lines[problem.Line - 1]);
        Assert.Equal($"votes.yaml:{problem.Line} [votes.surplus] 'percent' must be a whole number of 0 or more, not 'twenty'", problem.ToString());
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var texts = RulebookTests.Edit("votes.yaml", "severity: Block", "severity: Deadly");
        texts = [.. texts.Select(text => text with { Text = text.Text.Replace("clause: 第十九条", "clauze: 第十九条") })];
        var error = Assert.Throws<RulePackException>(() => Rulebook.Read(texts));
        Assert.Equal(3, error.Problems.Count);
        Assert.All(error.Problems, problem => Assert.Contains(problem.ToString(), error.Message));
    }

    [Theory]
    [InlineData("2026-06-30", "2026-06-30", "the validity overlaps version 1")]
    [InlineData("2026-06-30", "2026-07-02", "no version is in force between 2026-06-30 and 2026-07-02")]
    [InlineData(null, "2026-07-01", "the validity overlaps version 1")]
    [InlineData("2026-06-30", "2026-07-01", null)]
    public void Two_versions_may_neither_overlap_nor_leave_a_gap(string? until, string from, string? problem)
    {
        var text = RulebookTests.Text("votes.yaml");
        var first = until is null ? text : text with { Text = text.Text.Replace("inForceFrom: 2019-05-06", $"inForceFrom: 2019-05-06\ninForceUntil: {until}") };
        var second = new PackText("votes.2.yaml", text.Text.Replace("inForceFrom: 2019-05-06", $"inForceFrom: {from}").Replace("version: \"1\"", "version: \"2\""));
        IReadOnlyList<PackText> texts = [.. RulebookTests.Texts().Where(each => each.File != text.File), first, second];
        if (problem is null)
        {
            Assert.Equal("2", Rulebook.Read(texts).On(DateOnly.Parse(from)).Votes.Resolution.Rule.Version);
            return;
        }

        Assert.Contains(Assert.Throws<RulePackException>(() => Rulebook.Read(texts)).Problems, each => each.Problem.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_version_twice_is_refused()
    {
        var text = RulebookTests.Text("votes.yaml");
        var twice = new PackText("copy.yaml", text.Text);
        Assert.Contains(
            Assert.Throws<RulePackException>(() => Rulebook.Read([.. RulebookTests.Texts(), twice])).Problems,
            problem => problem.Problem.Contains("has version 1 twice", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_pack_an_unknown_pack_and_broken_yaml_are_refused()
    {
        Assert.Equal("pack 'votes' is missing", Refused([.. RulebookTests.Texts().Where(text => text.File != "votes.yaml")]).Problem);
        Assert.StartsWith("no module reads a pack 'cooking'", Refused([.. RulebookTests.Texts(), new PackText("cooking.yaml", RulebookTests.Text("calendar.yaml").Text.Replace("id: calendar", "id: cooking"))]).Problem);
        var broken = Refused([.. RulebookTests.Texts(), new PackText("broken.yaml", "id: x\n  bad: [")]);
        Assert.Equal("broken.yaml", broken.File);
        Assert.StartsWith("not readable as YAML", broken.Problem);
        Assert.Equal("the file must hold one mapping", Refused([.. RulebookTests.Texts(), new PackText("list.yaml", "- a\n- b\n")]).Problem);
        Assert.Equal("the file must hold one mapping", Refused([.. RulebookTests.Texts(), new PackText("empty.yaml", "")]).Problem);
    }

    private static RulePackProblem Refused(IReadOnlyList<PackText> texts) => Assert.Throws<RulePackException>(() => Rulebook.Read(texts)).Problems[0];
}
