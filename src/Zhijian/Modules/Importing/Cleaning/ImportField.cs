using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Cleaning;

/// <summary>How a value of an element is cleaned.</summary>
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

/// <summary>One thing that a column can hold: a data element of the standard, by the name under which the program keeps it.</summary>
/// <param name="Id">The name under which it is kept, by which provenance knows it.</param>
/// <param name="LabelKey">Text key of its name; empty where the element's own name is told, as with what a collection form asks.</param>
internal sealed record ImportField(string Id, string LabelKey, FieldForm Form, DataElement Element)
{
    public bool IsRequired { get; init; }

    public string Label(Words words) => LabelKey.Length > 0 ? words[LabelKey] : Element.Name.In(words.IsChinese);

    /// <summary>Never shown whole in lists: class S2 and S3.</summary>
    public bool IsSealed { get; init; }
}
