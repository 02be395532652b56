using System.Collections.Frozen;
using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards.Reading;

/// <summary><c>standards/elements.yaml</c> as read. A mistake in it stops the start with a sentence that names the element: nothing is checked by half a catalogue.</summary>
internal sealed record ElementCatalogue(IReadOnlyList<DataElement> Elements, IReadOnlyDictionary<string, BothLanguages> Sources, IReadOnlyDictionary<string, BothLanguages> Changers, IReadOnlyDictionary<ElementType, decimal> Minutes)
{
    public static ElementCatalogue Read()
    {
        var file = StandardFile.Yaml<CatalogueEntry>("elements");
        return new ElementCatalogue([.. file.Elements.Select(e => e.Made())], file.Sources.ToFrozenDictionary(), file.Changers.ToFrozenDictionary(), file.Minutes.ToFrozenDictionary());
    }

    private sealed class CatalogueEntry
    {
        public Dictionary<string, BothLanguages> Sources { get; set; } = [];

        public Dictionary<string, BothLanguages> Changers { get; set; } = [];

        public Dictionary<ElementType, decimal> Minutes { get; set; } = [];

        public List<ElementEntry> Elements { get; set; } = [];
    }

    private sealed class ElementEntry
    {
        public string Id { get; set; } = "";

        public string Identifier { get; set; } = "";

        public BothLanguages Name { get; set; } = new();

        public BothLanguages Definition { get; set; } = new();

        public ElementType Type { get; set; }

        public string? Codes { get; set; }

        public int? Longest { get; set; }

        public string? Pattern { get; set; }

        public bool Past { get; set; }

        public decimal? Smallest { get; set; }

        public decimal? Largest { get; set; }

        public int Decimals { get; set; }

        public string Source { get; set; } = "";

        public string ChangedBy { get; set; } = "";

        public string? Column { get; set; }

        public DataClass? Class { get; set; }

        public List<string> Headings { get; set; } = [];

        public Dictionary<string, string> Synonyms { get; set; } = [];

        public DataElement Made()
        {
            var codes = Codes is null ? null : CodeSet.Find(Codes) ?? throw Wrong($"there is no code set '{Codes}'");
            Dictionary<string, string> words = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (word, code) in (codes?.EveryCode.SelectMany(c => c.Also.Select(w => (w, c.Code))) ?? []).Concat(Synonyms.Select(s => (s.Key, s.Value))))
            {
                words[word] = code;
            }
            return new DataElement(Id, Owner(), Name, Definition, Type, codes, Longest, Column, Source, ChangedBy, Headings, words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))
            {
                Identifier = Identifier, Class = Class ?? ClassOfColumn(), Pattern = Pattern, IsPast = Past, Smallest = Smallest, Largest = Largest, Decimals = Decimals,
            };
        }

        private ElementOwner Owner() => Id.Split('.')[0] switch
        {
            "organisation" => ElementOwner.Organisation,
            "person" => ElementOwner.Person,
            "post" => ElementOwner.Post,
            "activity" => ElementOwner.Activity,
            "learning" => ElementOwner.LearningRecord,
            "statistics" => ElementOwner.Statistics,
            var other => throw Wrong($"nothing is called '{other}'"),
        };

        private DataClass ClassOfColumn() => DataStandardColumn.Find(Column ?? throw Wrong("it has neither a column nor a class"))?.Class ?? throw Wrong($"the register of processing has no column '{Column}'");

        private InvalidOperationException Wrong(string what) => new($"standards/elements.yaml, {Id}: {what}.");
    }
}
