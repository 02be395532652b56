using FsCheck;
using FsCheck.Fluent;

namespace Zhijian.Modules.Review;

/// <summary>Random walks: whatever is tried in whatever order, the case keeps its promises.</summary>
public sealed class ReviewWalkTests
{
    private readonly ReviewCases _given = new();

    [Fact]
    public void However_people_act_a_case_keeps_its_promises()
    {
        var act = from move in Gen.Elements(Enum.GetValues<ReviewMove>())
                  from who in Gen.Choose(0, 5)
                  from layer in Gen.Choose(0, 5)
                  from vacant in Gen.Choose(0, 15)
                  from minutes in Gen.Choose(0, 20)
                  from stale in Gen.Choose(0, 9)
                  select new Act(move, who, layer, vacant, minutes, stale == 0);
        var walk = from layers in Gen.Choose(2, 4)
                   from fourEyes in Gen.Elements(true, false)
                   from acts in Gen.ListOf(act)
                   select (layers, fourEyes, acts.ToList());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(60), Prop.ForAll(walk.ToArbitrary(), w => Walk(w.layers, w.fourEyes, w.Item3)));
    }

    private sealed record Act(ReviewMove Move, int Who, int Layer, int Vacant, int Minutes, bool Stale);

    private bool Walk(int layers, bool fourEyes, List<Act> acts)
    {
        var of = _given.Case();
        var now = _given.Now;
        foreach (var act in acts)
        {
            now = now.AddMinutes(act.Minutes);
            var before = (of.State, of.Layer, of.Version, of.WaitingSince, Steps: of.Steps.Count, Sent: of.Submissions.Count);
            var refused = Do(of, act, layers, fourEyes, now);
            if (refused)
            {
                Assert.Equal(before, (of.State, of.Layer, of.Version, of.WaitingSince, of.Steps.Count, of.Submissions.Count));
            }
            else
            {
                Assert.False(act.Stale);
                Assert.Equal(before.Version + 1, of.Version);
                Assert.True(of.Steps.Count > before.Steps);
            }
            KeepsItsPromises(of, fourEyes);
        }
        return true;
    }

    private static void KeepsItsPromises(ReviewCase of, bool fourEyes)
    {
        Assert.Equal(Enumerable.Range(1, of.Steps.Count), of.Steps.Select(s => s.Number));
        Assert.Equal(Enumerable.Range(1, of.Submissions.Count), of.Submissions.Select(s => s.Number));
        Assert.All(of.Submissions, s => Assert.True(s.IsIntact));
        Assert.Equal(of.Steps is [.., var last] ? last.CaseVersion : 0, of.Version);
        Assert.All(of.Steps.Where(s => s.Move != ReviewMove.SkipVacant).GroupBy(s => s.CaseVersion), move => Assert.Single(move));
        Assert.Equal(of.IsWaiting, of.WaitingAtOrganisationId is not null);
        foreach (var (earlier, later) in of.Steps.Zip(of.Steps.Skip(1)))
        {
            Assert.Equal((earlier.ToState, earlier.ToLayer), (later.FromState, later.FromLayer));
        }
        var decisions = of.Steps.Where(s => of.Stands(s) && s.IsDecision).ToList();
        Assert.DoesNotContain(decisions, d => of.AuthorMemberIds.Contains(d.ByMemberId!.Value) || of.AboutMemberIds.Contains(d.ByMemberId!.Value));
        if (fourEyes)
        {
            Assert.All(decisions.GroupBy(d => d.ByMemberId), own => Assert.Single(own.Select(d => d.FromLayer).Distinct()));
        }
        if (of.State == ReviewState.Approved)
        {
            // Every layer has accepted the version that is filed, or was passed over by the rule; the last one always decided.
            var round = of.Steps.Where(s => of.Stands(s) && s.Submission == of.LastSubmission).ToList();
            Assert.All(Enumerable.Range(1, of.Route.Last), l => Assert.Contains(round, s => s.FromLayer == l && s.Move is ReviewMove.Accept or ReviewMove.SkipVacant));
            Assert.Equal((ReviewMove.Accept, of.Route.Last), (round[^1].Move, round[^1].FromLayer));
        }
    }

    private bool Do(ReviewCase of, Act act, int layers, bool fourEyes, DateTimeOffset now)
    {
        var version = act.Stale ? of.Version - 1 : of.Version;
        var route = _given.Route(layers, fourEyes);
        var vacant = Enumerable.Range(1, 4).Where(l => (act.Vacant >> (l - 1) & 1) == 1 && act.Vacant > 11).ToHashSet();
        var who = Who(act.Who, layers);
        return (act.Move switch
        {
            ReviewMove.Submit => of.Submit(_given.Submitting($"第{of.LastSubmission + 1}版"), route, vacant, version, now).Refusal,
            ReviewMove.Accept => of.Accept(who, vacant, version, now).Refusal,
            ReviewMove.ReturnToAuthor => of.ReturnToAuthor(who, "请补充", [], version, now).Refusal,
            ReviewMove.ReturnToLayer => of.ReturnToLayer(who, act.Layer, "请再看", [], version, now).Refusal,
            ReviewMove.Withdraw => of.Withdraw(act.Layer == 0 ? _given.Author : who.MemberId, "周以宁", version, now).Refusal,
            ReviewMove.Delegate => of.Delegate(who, Who(act.Layer, layers), "", version, now).Refusal,
            ReviewMove.Escalate => of.Escalate(act.Minutes, version, now).Refusal,
            ReviewMove.SkipVacant => of.SkipVacant(vacant, version, now).Refusal,
            ReviewMove.Reroute => of.Reroute("1.2.3.", route, version, now).Refusal,
            ReviewMove.Undo => of.Undo(who, version, now).Refusal,
            _ => throw new InvalidOperationException(act.Move.ToString()),
        }) is not null;
    }

    private readonly Guid _all = Guid.CreateVersion7();

    /// <summary>The holders, somebody with all the posts, and the author with all the posts.</summary>
    private Reviewer Who(int index, int layers)
    {
        var posts = Enumerable.Range(1, layers).Select(_given.Post).Append(_given.PostAtTheTop).ToArray();
        return index switch
        {
            0 => Reviewer.Of(_given.Author, "周以宁", posts),
            1 => Reviewer.Of(_all, "兼任", posts),
            var layer => _given.Holder(Math.Min(layer - 1, layers)),
        };
    }
}
