namespace Zhijian.Modules.Standards.Showing;

/// <summary>Finds elements and codes by any of the words people know them by.</summary>
internal static class ElementSearch
{
    public static bool Meets(DataElement element, string? search) =>
        Meets(search, [element.Id, element.Identifier, element.Name.Zh, element.Name.En, element.Definition.Zh, element.Definition.En, .. element.Headings]);

    public static bool Meets(CodeName code, string? search) => Meets(search, [code.Code, .. code.Words]);

    private static bool Meets(string? search, IEnumerable<string> words) =>
        search?.Trim() is not { Length: > 0 } sought || words.Any(w => w.Contains(sought, StringComparison.OrdinalIgnoreCase));
}
