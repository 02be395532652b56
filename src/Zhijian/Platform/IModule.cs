using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform;

/// <summary>A business area: a folder under Modules/ with its words, rules, tables, pages and routes.</summary>
public interface IModule
{
    /// <summary>The modules this one may mention. The architecture test holds the code to it.</summary>
    IReadOnlyList<Type> Needs { get; }

    /// <summary>The acts this module asks posts for; each stands in Access/access.yaml and has a text <c>act.NAME</c>.</summary>
    IReadOnlyList<string> Acts => [];

    /// <summary>What the module adds to the side menu, with the same policy as the page it leads to.</summary>
    IEnumerable<MenuEntry> Menu => [];

    /// <summary>Describes the module's rows to EF Core; the tables themselves are made by Schema/*.sql.</summary>
    void DescribeTables(ModelBuilder model)
    {
    }

    /// <summary>Registers what the folder cannot register by itself (actions, queries and listeners register by their names).</summary>
    void AddServices(IServiceCollection services)
    {
    }
}

/// <summary>Where in the main menu something stands: what is to be done, the six onlines, and what keeps the platform going. Each has a text <c>platform.menu.NAME</c>.</summary>
public enum MenuGroup
{
    /// <summary>Stands first, without a heading.</summary>
    Today,

    /// <summary>Online activities.</summary>
    Activities,

    /// <summary>Online organisation work.</summary>
    Organisation,

    /// <summary>Online member education.</summary>
    Education,

    /// <summary>Online mass service.</summary>
    Service,

    /// <summary>Online supervision and evaluation.</summary>
    Supervision,

    /// <summary>Online decision support.</summary>
    Decisions,

    /// <summary>Standards, rights, connections and oversight of the platform itself.</summary>
    Platform,
}

/// <summary>One line of the main menu.</summary>
/// <param name="Order">10 to 90: place in its group, and among all where there is room for few.</param>
/// <param name="TextKey">Key of the label.</param>
/// <param name="Icon">Name of a Tabler outline icon.</param>
/// <param name="Shown">Whether this actor is offered it (a courtesy: the page itself refuses).</param>
public sealed record MenuEntry(MenuGroup Group, int Order, string TextKey, string Icon, string Path, Func<Actor, bool> Shown);
