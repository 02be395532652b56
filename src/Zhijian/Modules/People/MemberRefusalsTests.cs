using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People;

public sealed class MemberRefusalsTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly MemberData Right = new() { Name = "简行之", Category = MemberCategory.FullMember };

    public static TheoryData<MemberData, Refusal> WrongData => new()
    {
        { Right with { Name = " " }, PlatformRefusals.Required },
        { Right with { Name = new string('长', 51) }, PlatformRefusals.TooLong },
        { Right with { SexCode = "7" }, PeopleRefusals.UnknownCode },
        { Right with { InstitutionNumber = "2023 1017！" }, PeopleRefusals.BadNumber },
        { Right with { MobileNumber = "12345" }, PeopleRefusals.BadPhone },
        { Right with { FixedPhone = "内线" }, PeopleRefusals.BadPhone },
        { Right with { JoinDate = Today.AddDays(1) }, PeopleRefusals.InFuture },
        { Right with { BirthDate = new(1800, 1, 1) }, PlatformRefusals.NotReadable },
        { Right with { Category = MemberCategory.Applicant, JoinDate = new(2024, 1, 1) }, PeopleRefusals.NotYetFull },
        { Right with { Category = MemberCategory.ProbationaryMember, FullMemberDate = new(2024, 1, 1) }, PeopleRefusals.NotYetFull },
        { Right with { JoinDate = new(2024, 1, 1), FullMemberDate = new(2023, 1, 1) }, PeopleRefusals.DatesDisagree },
        { Right with { BirthDate = new(2010, 1, 1), JoinDate = new(2024, 1, 1) }, PeopleRefusals.TooYoung },
        { Right with { IdentityNumber = "990101199912310020", SexCode = "1" }, PeopleRefusals.SexMismatch },
        { Right with { IdentityNumber = "990101199912310020", BirthDate = new(1999, 12, 30) }, PeopleRefusals.BirthMismatch },
        { Right with { IdentityNumber = "9901" }, PeopleRefusals.IdentityLength },
        { Right with { IdentityNumber = "9901012000010100X4" }, PeopleRefusals.IdentityCharacter },
        { Right with { IdentityNumber = "000000200001010013" }, PeopleRefusals.IdentityRegion },
        { Right with { IdentityNumber = "990101200001010013" }, PeopleRefusals.IdentityCheck },
        { Right with { IdentityNumber = "990101200013010011" }, PeopleRefusals.IdentityBirth },
    };

    [Theory]
    [MemberData(nameof(WrongData))]
    public void Data_that_cannot_be_right_are_refused_with_their_reason_and_nothing_is_taken_over(MemberData data, Refusal refusal)
    {
        var member = Known();
        var told = member.Correct(data, 1, Today, inventedPeople: true).Refusal;

        Assert.Equal(refusal.Code, told?.Code);
        Assert.StartsWith("Form.", told!.Field, StringComparison.Ordinal);
        Assert.Equal("原名", member.Name);
    }

    [Fact]
    public void Nobody_is_moved_to_where_they_are_to_where_nobody_is_taken_in_or_before_they_came()
    {
        var member = Known();
        var open = new Membership { MemberId = member.Id, OrganisationId = member.OrganisationId, Path = member.Path, From = new(2026, 1, 1) };
        var here = Branch(member.OrganisationId);
        var there = Branch(Guid.NewGuid());
        Refusal? Move(Organisation to, bool mayTakeIn, DateOnly on, int seen = 1, string reason = "调整") => member.Move(to, mayTakeIn, on, reason, seen, open, Today).Refusal;

        Assert.Equal(PeopleRefusals.AlreadyHere.Code, Move(here, true, Today)?.Code);
        Assert.Equal(PeopleRefusals.NoMembersHere.Code, Move(there, false, Today)?.Code);
        Assert.Equal(PeopleRefusals.InFuture.Code, Move(there, true, Today.AddDays(1))?.Code);
        Assert.Equal(PeopleRefusals.BeforeHere.Code, Move(there, true, new(2025, 1, 1))?.Code);
        Assert.Equal(PlatformRefusals.Stale, Move(there, true, Today, seen: 9));
        Assert.Equal(PlatformRefusals.Required.Code, Move(there, true, Today, reason: " ")?.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, Move(there, true, Today, reason: Endless)?.Code);
        member.LeftOn = Today;
        Assert.Equal(PeopleRefusals.HasLeft, Move(there, true, Today));
        Assert.Equal(PeopleRefusals.HasLeft, member.Leave(Today, LeaveReason.Graduated, 1, open, Today).Refusal);
    }

    [Fact]
    public void A_post_is_held_once_ends_after_it_began_and_exists_where_it_is_given()
    {
        var member = Known();
        var where = Branch(member.OrganisationId);
        var held = new PostHolding { OrganisationId = where.Id, Path = where.Path, MemberId = member.Id, Post = PostKind.Secretary, From = new(2026, 1, 1) };
        Refusal? Appoint(PostKind post, DateOnly? plannedEnd, PostHolding[] open, params RuleFinding[] findings) => PostHolding.Appoint(where, member, post, Today, plannedEnd, null, open, findings, out _).Refusal;
        RuleFinding Finding(Severity severity, string reason) => new(severity, reason, [], new RuleReference("p", "1", "r", "c"));

        Assert.Equal(PeopleRefusals.AlreadyHolds.Code, Appoint(PostKind.Secretary, null, [held])?.Code);
        Assert.Equal(PeopleRefusals.EndBeforeStart.Code, Appoint(PostKind.Secretary, Today.AddDays(-1), [])?.Code);
        Assert.Equal(PeopleRefusals.NotThisPostHere.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Block, "rules.reason.no-such-post"))?.Code);
        Assert.Equal(PeopleRefusals.PostTakenAlready.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Block, "rules.reason.post-taken"))?.Code);
        Assert.Equal(PeopleRefusals.PostsExclude.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Block, "rules.reason.posts-exclude"))?.Code);
        Assert.Equal(PeopleRefusals.NotByOneself.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Block, "rules.reason.post-not-oneself"))?.Code);
        Assert.Equal(PeopleRefusals.FullMembersOnly.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Block, "rules.reason.not-a-voter"))?.Code);
        Assert.Equal(PeopleRefusals.WarnedNeedsReason.Code, Appoint(PostKind.Secretary, null, [], Finding(Severity.Warn, "rules.reason.party-age"))?.Code);

        Assert.Equal(PlatformRefusals.TooLong.Code, PostHolding.Appoint(where, member, PostKind.Secretary, Today, null, Endless, [], [], out _).Refusal?.Code);

        Assert.Equal(PeopleRefusals.EndBeforeStart.Code, held.End(new(2025, 1, 1), "调整", 1).Refusal?.Code);
        Assert.Equal(PlatformRefusals.TooLong.Code, held.End(Today, Endless, 1).Refusal?.Code);
        Assert.NotNull(held.End(Today, "调整", 1).Fact);
        Assert.Equal(PeopleRefusals.PostIsOver, held.End(Today, "再免一次", 1).Refusal);
    }

    private static readonly string Endless = new('长', Member.LongestText + 1);

    private static Member Known() => new() { OrganisationId = Guid.NewGuid(), Path = "1.2.4.", Name = "原名", Category = MemberCategory.FullMember };

    private static Organisation Branch(Guid id) => new() { Id = id, Number = 4, Path = "1.2.4.", Kind = OrganisationKind.Branch, Name = "支部", FoundedOn = new DateOnly(2020, 1, 1) };
}
