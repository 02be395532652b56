using Zhijian.Modules.People;

namespace Zhijian.Modules.Importing.Cleaning;

/// <summary>How a value of an element is written.</summary>
internal enum FieldForm
{
    Text,

    /// <summary>A person's name: no spaces between Chinese characters.</summary>
    Name,
    Day,
    Code,

    /// <summary>Digits and letters only: identity and institution numbers.</summary>
    Number,
    Phone,
}

/// <summary>One thing that a column can hold.</summary>
/// <param name="Id">The element's name, by which provenance knows it.</param>
/// <param name="LabelKey">Text key of its name.</param>
/// <param name="Headings">What columns that hold it are called.</param>
internal sealed record ImportField(string Id, string LabelKey, FieldForm Form, params string[] Headings)
{
    public bool IsRequired { get; init; }

    /// <summary>Never shown whole in lists: class S2 and S3.</summary>
    public bool IsSealed { get; init; }

    public CodeSet? Codes { get; init; }

    /// <summary>Other names of its codes, as lists write them.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>The one source whose word counts; null where any will do.</summary>
    public string? Source { get; init; }
}
