using Zhijian.Modules.Library.Authoring;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Library;

/// <summary>An item's particulars in the reader's words, and as fields for those who compare.</summary>
internal static class ItemWords
{
    /// <summary>More lines of a text than this are compared as one.</summary>
    private const int MostLines = 2000;

    extension(Words words)
    {
        /// <summary>The item as its reviewers get it.</summary>
        public Submitting ToSubmit(LibraryItem item, IReadOnlyList<StoredFile> files, Actor author)
        {
            var lines = item.Text.Split('\n');
            return new Submitting(author.MemberId, author.Name, words["library.case", item.Title], new RecordContent(
            [
                ReviewField.Text("title", "library.title", item.Title),
                ReviewField.Text("kind", "library.kind", words.Name(item.Kind)),
                ReviewField.Text("summary", "library.summary", item.Summary),
                ReviewField.List("text", HandInAction.TextLabel(item.Kind), lines.Length > MostLines ? [item.Text] : lines),
                ReviewField.List("files", "library.files", files.Select(f => $"{f.Name} · {words.Size(f.Size)} · {Convert.ToHexStringLower(f.Sha256)[..12]}")),
                .. words.ParticularsOf(item),
            ]));
        }

        public string LearnersOf(IEnumerable<string> learners) => string.Join(words["library.comma"], learners.Select(Learners.Named).OfType<Enum>().Select(words.Name));

        /// <summary>A language that is none of the library's is said as its first.</summary>
        public string LanguageOf(string language) => words[$"library.language.{(LibraryItem.Languages.Contains(language) ? language : LibraryItem.Languages[0])}"];

        /// <summary>What stands around an item's text, in the order of the form.</summary>
        public IEnumerable<ReviewField> ParticularsOf(IHasParticulars item) =>
        [
            ReviewField.Text("url", "library.url", item.Url),
            ReviewField.Text("publisher", "library.publisher", item.Publisher),
            ReviewField.Text("isbn", "library.isbn", item.Isbn),
            ReviewField.Text("shelf", "library.shelf", item.Shelf),
            ReviewField.Text("author", "library.author", item.Author),
            ReviewField.Text("rights", "library.rights", item.Rights),
            ReviewField.Text("language", "library.language", words.LanguageOf(item.Language)),
            ReviewField.Text("learners", "library.learners", words.LearnersOf(item.Learners)),
            ReviewField.Text("collection", "library.collection", item.Collection),
            ReviewField.Text("tags", "library.tags", string.Join(words["library.comma"], item.Tags)),
        ];
    }
}

/// <summary>What an item and each of its editions say of themselves beside their text.</summary>
internal interface IHasParticulars
{
    string Language { get; }

    List<string> Learners { get; }

    List<string> Tags { get; }

    string? Collection { get; }

    string? Author { get; }

    string Rights { get; }

    string? Url { get; }

    string? Publisher { get; }

    string? Isbn { get; }

    string? Shelf { get; }
}
