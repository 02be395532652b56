using System.Collections.Frozen;
using Zhijian.Modules.Standards.Reading;
using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards;

/// <summary>The catalogue of data elements: everything the institution knows, each thing once.</summary>
public static class DataStandard
{
    private static readonly ElementCatalogue Catalogue = ElementCatalogue.Read();
    private static readonly FrozenDictionary<string, DataElement> ById = Catalogue.Elements.ToFrozenDictionary(e => e.Id);
    private static readonly FrozenDictionary<ElementOwner, DataElement[]> ByOwner = Catalogue.Elements.GroupBy(e => e.Of).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Every element, in the order of the file.</summary>
    public static IReadOnlyList<DataElement> Elements => Catalogue.Elements;

    /// <summary>The sources whose word counts, by id.</summary>
    public static IReadOnlyDictionary<string, BothLanguages> SourceNames => Catalogue.Sources;

    /// <summary>Who may change an element, by id.</summary>
    public static IReadOnlyDictionary<string, BothLanguages> ChangerNames => Catalogue.Changers;

    /// <summary>How long one value of this type takes to find and enter, in minutes, as estimated.</summary>
    public static decimal MinutesOf(ElementType type) => Catalogue.Minutes[type];

    /// <summary>The elements of one kind.</summary>
    public static IReadOnlyList<DataElement> Of(ElementOwner owner) => ByOwner[owner];

    public static DataElement? Find(string id) => ById.GetValueOrDefault(id);
}
