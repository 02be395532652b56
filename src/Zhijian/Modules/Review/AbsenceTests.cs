using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Review;

public sealed class AbsenceTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private readonly ReviewCases _given = new();

    [Fact]
    public void A_colleague_at_the_same_organisation_or_above_decides_while_the_reviewer_is_away()
    {
        var away = _given.Holder(1);
        var deputy = Reviewer.Of(Guid.CreateVersion7(), "代理人", _given.PostAtTheTop);
        var absence = Absence.Of(away, _given.Post(1), deputy, Today, Today.AddDays(3));

        Assert.Equal(deputy.MemberId, absence.Announce(away, deputy, [], 60, Today).Fact?.DeputyId);
        Assert.Equal([false, true, true, false], new[] { -1, 0, 3, 4 }.Select(d => absence.Covers(Today.AddDays(d))));
    }

    [Fact]
    public void An_absence_is_for_ones_own_post_for_days_to_come_for_a_colleague_in_reach_and_once()
    {
        var away = _given.Holder(1);
        var deputy = Reviewer.Of(Guid.CreateVersion7(), "代理人", _given.PostAtTheTop);
        var standing = Absence.Of(away, _given.Post(1), deputy, Today, Today.AddDays(3));

        Assert.Equal("absence.not-your-post", Announced(_given.Post(2), deputy, 0, 1));
        Assert.Equal("absence.days-in-the-past", Announced(_given.Post(1), deputy, -3, -1));
        Assert.Equal("absence.days-in-the-past", Announced(_given.Post(1), deputy, 3, 1));
        Assert.Equal("absence.deputy-outside-scope", Announced(_given.Post(1), away, 0, 1));
        Assert.Equal("absence.deputy-outside-scope", Announced(_given.Post(1), Reviewer.Of(Guid.CreateVersion7(), "外人"), 0, 1));
        Assert.Equal("absence.overlaps", Announced(_given.Post(1), deputy, 3, 5));
        Assert.Equal("absence.too-long", Announced(_given.Post(1), deputy, 4, 64));
        Assert.Null(Announced(_given.Post(1), deputy, 4, 63));

        string? Announced(ReviewerPost post, Reviewer to, int from, int until) =>
            Absence.Of(away, post, to, Today.AddDays(from), Today.AddDays(until)).Announce(away, to, [standing], 60, Today).Refusal?.Code;
    }

    [Fact]
    public void Back_early_ends_the_absence_at_once_and_only_the_reviewer_ends_it()
    {
        var away = _given.Holder(1);
        var deputy = Reviewer.Of(Guid.CreateVersion7(), "代理人", _given.PostAtTheTop);
        var absence = Absence.Of(away, _given.Post(1), deputy, Today.AddDays(-1), Today.AddDays(3));

        Assert.Equal(RefusalKind.NotYours, absence.End(deputy.MemberId, Today).Refusal?.Kind);
        Assert.Null(absence.End(away.MemberId, Today).Refusal);
        Assert.False(absence.Covers(Today));
        Assert.Equal("absence.already-over", absence.End(away.MemberId, Today).Refusal?.Code);
    }
}
