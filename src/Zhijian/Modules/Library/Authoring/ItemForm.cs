namespace Zhijian.Modules.Library.Authoring;

/// <summary>What authors type, field by field.</summary>
public sealed class ItemForm
{
    public string? Title { get; set; }

    public string? Summary { get; set; }

    public string? Language { get; set; }

    public List<string>? Learners { get; set; }

    public string? Tags { get; set; }

    public string? Collection { get; set; }

    public string? Author { get; set; }

    public string? Rights { get; set; }

    public string? Text { get; set; }

    public string? Url { get; set; }

    public string? Publisher { get; set; }

    public string? Isbn { get; set; }

    public string? Shelf { get; set; }

    public int Version { get; set; } = -1;

    internal static ItemForm Of(LibraryItem item) => new()
    {
        Title = item.Title, Summary = item.Summary, Language = item.Language, Learners = item.Learners, Tags = string.Join(' ', item.Tags), Collection = item.Collection, Author = item.Author, Rights = item.Rights,
        Text = item.Text, Url = item.Url, Publisher = item.Publisher, Isbn = item.Isbn, Shelf = item.Shelf, Version = item.Version,
    };

    internal LibraryDraft ToDraft(LibraryKind? kind) => new(kind, Title, Summary, Language, Learners, Tags, Collection, Author, Rights, Text) { Url = Url, Publisher = Publisher, Isbn = Isbn, Shelf = Shelf };
}
