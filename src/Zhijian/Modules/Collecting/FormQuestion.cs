using System.Collections.Frozen;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Collecting;

/// <summary>One question of a form: an element of the catalogue, or a new one that is this form's own.</summary>
/// <param name="Number">Counted up, never used again within the form.</param>
/// <param name="Element">The element's id.</param>
public sealed record FormQuestion(int Number, string Element, bool Required)
{
    private static readonly FrozenDictionary<string, string> NoSynonyms = FrozenDictionary<string, string>.Empty;

    /// <summary>What is asked, in the words of whoever asks; null for elements of the catalogue, which have their names.</summary>
    public string? Label { get; init; }

    public ElementType Type { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    public string? Hint { get; init; }

    /// <summary>The id of a form's own element.</summary>
    public static string IdOf(Guid form, int number) => $"form.{form:N}.{number}";

    /// <summary>The element; null where the catalogue no longer has it.</summary>
    public DataElement? ElementOf(Guid form) => Label is null ? DataStandard.Find(Element) : Own(form);

    private DataElement Own(Guid form)
    {
        var name = new BothLanguages { Zh = Label!, En = Label! };
        var codes = Type != ElementType.Code ? null : new CodeSet(Element, name, "", [new CodeSetVersion(DateOnly.MinValue, [.. Choices.Distinct(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty("").Select(c => new CodeName(c, c, c, []))])]);
        return new DataElement(IdOf(form, Number), ElementOwner.Organisation, name, new BothLanguages { Zh = Hint ?? Label!, En = Hint ?? Label! }, Type, codes, Type == ElementType.Text ? CollectionForm.LongestText : null, null, "organisation", "body", [Label!], NoSynonyms)
        {
            Identifier = Element, Class = DataClass.S1, Smallest = -1_000_000_000, Largest = 1_000_000_000, Decimals = 2,
        };
    }
}

/// <summary>Whether two labels ask the same: their letters and digits are the same.</summary>
internal static class SameWords
{
    private static readonly FrozenDictionary<string, DataElement> Elements = DataStandard.Of(ElementOwner.Organisation)
        .SelectMany(e => new[] { e.Name.Zh, e.Name.En }.Concat(e.Headings).Select(w => (Word: Bare(w), Element: e))).GroupBy(w => w.Word).ToFrozenDictionary(g => g.Key, g => g.First().Element);

    public static bool Are(string? one, string? other) => one is not null && other is not null && Bare(one) == Bare(other);

    /// <summary>The element of the catalogue that people call so; null where there is none.</summary>
    public static DataElement? Element(string label) => Elements.GetValueOrDefault(Bare(label));

    private static string Bare(string text) => new([.. TypedText.HalfWidth(text).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}

/// <summary>Elements that the institution keeps of every organisation: they are shown with their source and never asked.</summary>
public static class KnownColumns
{
    private static readonly FrozenSet<string> Kept = ["organisation.name", "organisation.number", "organisation.kind", "organisation.parent", "organisation.founded-on", "organisation.population", "organisation.term-start", "organisation.term-end"];

    public static bool Has(DataElement element) => Kept.Contains(element.Id);
}
