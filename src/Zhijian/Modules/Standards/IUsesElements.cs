namespace Zhijian.Modules.Standards;

/// <summary>A part that asks for data elements beside the forms of pages (collection forms, imports) tells the catalogue where; it answers with what the viewer may open.</summary>
public interface IUsesElements
{
    Task<IReadOnlyList<ElementUse>> Of(DataElement element, CancellationToken cancel);
}

/// <summary>One place where an element is asked for.</summary>
/// <param name="Address">Where to look at it; null for pages that stand below something.</param>
public sealed record ElementUse(string Name, string? Address);
