using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Zhijian.Modules.Standards.Showing;

/// <summary>On which pages each element is typed, read from the forms' own attributes.</summary>
internal static class FieldUses
{
    private static readonly ILookup<string, ElementUse> ById = Read();

    public static IEnumerable<ElementUse> Of(string element) => ById[element];

    private static ILookup<string, ElementUse> Read()
    {
        var pages =
            from type in typeof(FieldUses).Assembly.GetTypes()
            from route in type.GetCustomAttributes<RouteAttribute>(inherit: false)
            from form in type.GetProperties().Where(p => p.IsDefined(typeof(SupplyParameterFromFormAttribute))).Select(p => p.PropertyType)
            from field in form.GetProperties()
            let element = field.GetCustomAttribute<ElementAttribute>()
            where element is not null
            // Named, not linked: everybody reads the catalogue, and few may open the form.
            select (element.Id, Use: new ElementUse(route.Template, Address: null));
        return pages.ToLookup(p => p.Id, p => p.Use);
    }
}
