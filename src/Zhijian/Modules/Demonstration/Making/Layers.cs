using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// The layers through which an organisation's records of a kind go. Each is decided by somebody who held its post on the day, and every move by the review's own rules.
/// </summary>
internal sealed class Layers(Unit host, string recordKind, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>The chain of the day, bound to the organisations above the host.</summary>
    public ReviewRoute RouteOn(DateOnly day)
    {
        var chains = rulebook.On(day).ReviewChains;
        List<Ancestor> lineage = [];
        for (var unit = host; unit is not null; unit = unit.Parent)
        {
            lineage.Add(new Ancestor { Id = unit.Id, Path = unit.Path, Kind = unit.Kind });
        }
        return ChainBinding.Bind(chains.For(recordKind, host.Kind), chains.Handling, lineage);
    }

    /// <summary>The layers whose posts nobody held.</summary>
    public HashSet<int> Vacant(ReviewRoute route, DateOnly day) => [.. route.Layers.Where(l => !Holders(l, day).Any()).Select(l => l.Ordinal)];

    /// <summary>Somebody who held a post of the waiting layer and may decide this record.</summary>
    public Holding Reviewing(ReviewCase waiting, DateOnly day) => Holders(waiting.WaitingLayer!, day).First(h => waiting.WhyNotReview(AsReviewer(h)) is null);

    public static Reviewer AsReviewer(Holding holding) =>
        Reviewer.Of(holding.Person.Member.Id, holding.Person.Member.Name, new ReviewerPost(holding.Post.Post, holding.Unit.Id, holding.Unit.Path));

    /// <summary>A record is handed in, and its case waits for the first layer.</summary>
    public ReviewCase HandIn(Rows rows, Guid subject, Submitting content, Holding author, Dice dice, DateTimeOffset at)
    {
        var handedIn = ReviewCase.About(recordKind, subject, host.Id, host.Path, null, dice.Id(at));
        var route = RouteOn(time.DayOf(at));
        rows.Act(handedIn.Submit(content, route, Vacant(route, time.DayOf(at)), handedIn.Version, at), author.Acting(), at);
        return handedIn;
    }

    /// <summary>A record is handed in and accepted by every layer in turn, by the last of them when it is said; answers who that was.</summary>
    public Holding Approve(Rows rows, Guid subject, Submitting content, Holding author, Dice dice, DateTimeOffset at, DateTimeOffset last)
    {
        var going = HandIn(rows, subject, content, author, dice, at);
        Holding? by = null;
        for (var step = 1; going.IsWaiting; step++)
        {
            var moment = going.AtLastLayer ? last : at + ((last - at) * step / (going.Route.Layers.Count + 1));
            by = Reviewing(going, time.DayOf(moment));
            rows.Act(going.Accept(AsReviewer(by), Vacant(going.Route, time.DayOf(moment)), going.Version, moment), by.Acting(), moment);
        }
        Keep(rows, going);
        return by ?? throw new InvalidOperationException($"Nobody reviewed {content.Title} of {host.Name}.");
    }

    /// <summary>The case with everything that was handed in and done to it.</summary>
    public static void Keep(Rows rows, ReviewCase told)
    {
        rows.Add(told);
        rows.AddRange(told.Submissions);
        rows.AddRange(told.Steps);
    }

    private IEnumerable<Holding> Holders(CaseLayer layer, DateOnly day)
    {
        var unit = host;
        while (unit.Id != layer.OrganisationId)
        {
            unit = unit.Parent!;
        }
        return layer.Posts.SelectMany(post => unit.Posts.Where(h => h.Post.Post == post && h.HeldOn(day)));
    }
}
