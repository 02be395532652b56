using System.Reflection;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Oversight.Trail;

/// <summary>The kinds of acts that the program can write into the trail; each has a text <c>oversight.fact.NAME</c>.</summary>
internal static class FactNames
{
    public static readonly IReadOnlyList<string> All =
        [.. Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IFact))).Select(t => t.Name).Distinct().Order(StringComparer.Ordinal)];
}
