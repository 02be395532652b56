namespace Zhijian.Modules.Activities;

/// <summary>What another module has to say beside an activity, to whoever looks at it.</summary>
public interface IBesideActivity
{
    /// <summary>Null where there is nothing to say to this person. Asked before the page is drawn: all share one connection.</summary>
    Task<ActivityAside?> Of(OpenActivity open, CancellationToken cancel);
}

/// <summary>A few words beside an activity and where they lead, in the reader's language.</summary>
/// <param name="Id">Names the section on the page.</param>
public sealed record ActivityAside(string Id, string Heading, string Words, IReadOnlyList<AsideLink> Links);

/// <summary>Where something beside an activity is done.</summary>
public sealed record AsideLink(string Href, string Label);
