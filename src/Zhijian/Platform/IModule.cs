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

/// <summary>One line of the side menu.</summary>
/// <param name="Order">10 to 90: place in the menu.</param>
/// <param name="TextKey">Key of the label.</param>
/// <param name="Icon">Name of a Tabler outline icon.</param>
/// <param name="Shown">Whether this actor is offered it (a courtesy: the page itself refuses).</param>
public sealed record MenuEntry(int Order, string TextKey, string Icon, string Path, Func<Actor, bool> Shown);
