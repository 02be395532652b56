using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Web;

/// <summary>The main menu as one person is offered it: beside every page on a desk, as a page of its own on a phone.</summary>
public sealed class MainMenu
{
    /// <summary>Places in the bar at a phone's lower edge, the own page not counted.</summary>
    private const int Tabs = 4;

    private static readonly MenuEntry Home = new(MenuGroup.Today, int.MinValue, "platform.home", "home", "/", _ => true);
    private static readonly MenuEntry Me = new(MenuGroup.Today, int.MaxValue, "platform.me", "user", "/me", _ => true);

    public MainMenu(IEnumerable<IModule> modules, Actor actor)
    {
        Offered = actor.IsSignedIn ? [.. modules.SelectMany(m => m.Menu).Where(e => e.Shown(actor)).OrderBy(e => e.Order)] : [];
    }

    /// <summary>What the modules offer this person, by its order.</summary>
    public IReadOnlyList<MenuEntry> Offered { get; }

    /// <summary>Everything that is offered, in its groups; groups with nothing in them are left out.</summary>
    public IEnumerable<(MenuGroup Group, IReadOnlyList<MenuEntry> Entries)> Groups => Offered.Prepend(Home).GroupBy(e => e.Group).OrderBy(g => g.Key).Select(g => (g.Key, (IReadOnlyList<MenuEntry>)[.. g]));

    /// <summary>What stands at a phone's lower edge: the first by their order, and the own page.</summary>
    public IReadOnlyList<MenuEntry> Bar => [.. Offered.Prepend(Home).Take(Tabs), Me];

    /// <summary>Text key of a group's heading; null for the one that needs none.</summary>
    public static string? HeadingOf(MenuGroup group) => group == MenuGroup.Today ? null : $"platform.menu.{Texts.Words.Kebab(group.ToString())}";
}
