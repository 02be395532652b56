namespace Zhijian.Modules.Standards;

/// <summary>Says of a form's field which data element is typed into it, so that the catalogue knows where each is used and nothing is asked that it does not name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ElementAttribute(string id) : Attribute
{
    /// <summary>For example <c>person.full-name</c>.</summary>
    public string Id { get; } = id;
}

/// <summary>Says of a form's field that what is typed into it is no data element, and what it is for.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoElementAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
