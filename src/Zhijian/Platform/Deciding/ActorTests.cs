namespace Zhijian.Platform.Deciding;

/// <summary>What a post may do ends where its reach ends, whatever its holder can see there.</summary>
public sealed class ActorTests
{
    private const string Act = "things.change";

    [Theory]
    [InlineData(Reach.Own, "1.2.", true)]
    [InlineData(Reach.Own, "1.2.3.", false)]
    [InlineData(Reach.Below, "1.2.", false)]
    [InlineData(Reach.Below, "1.2.3.", true)]
    [InlineData(Reach.Below, "1.20.", false)]
    [InlineData(Reach.OwnAndBelow, "1.2.", true)]
    [InlineData(Reach.OwnAndBelow, "1.2.3.4.", true)]
    [InlineData(Reach.OwnAndBelow, "1.20.", false)]
    [InlineData(Reach.OwnAndBelow, "1.3.", false)]
    [InlineData(Reach.OwnAndBelow, "1.", false)]
    public void A_grant_reaches_so_far(Reach reach, string path, bool reaches)
    {
        var actor = Holding("1.2.", reach);

        Assert.Equal(reaches, actor.May(Act, path));
        Assert.Equal(reaches, actor.PostThatMay(Act, path) is not null);
        Assert.False(actor.May("things.remove", path));
    }

    [Fact]
    public void Nobody_and_who_holds_no_post_may_nothing()
    {
        Assert.False(Actor.Nobody.IsSignedIn);
        Assert.False(Actor.Nobody.May(Act));
        Assert.False(Actor.Nobody.May(Act, "1."));
        Assert.False((Holding("1.2.", Reach.Own) with { Posts = [] }).May(Act));
    }

    private static Actor Holding(string path, Reach reach) =>
        new() { AccountId = Guid.NewGuid(), Name = "x", Posts = [new HeldPost(Guid.NewGuid(), "Secretary", Guid.NewGuid(), "x", path, "Branch", [new Grant(Act, reach)])] };
}
