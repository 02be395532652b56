using Zhijian.Modules.Review;
using Zhijian.Platform.Files;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing;

/// <summary>An article as fields, for those who review and compare.</summary>
internal static class ArticleWords
{
    /// <summary>More lines of a text than this are compared as one.</summary>
    private const int MostLines = 2000;

    extension(Words words)
    {
        public RecordContent ContentOf(ArticleEdition article, IEnumerable<StoredFile>? files = null)
        {
            var lines = article.Text.Split('\n');
            return new RecordContent(
            [
                ReviewField.Text("title", "publishing.title", article.Title),
                ReviewField.Text("kind", "publishing.kind", article.Item is { } item ? words.Name(item) : words.Name(article.Kind)),
                ReviewField.Text("audience", "publishing.audience", words.Name(article.Audience)),
                ReviewField.Text("summary", "publishing.summary", article.Summary),
                ReviewField.List("text", "publishing.text", lines.Length > MostLines ? [article.Text] : lines),
                ReviewField.Text("cover", "publishing.cover-text", article.CoverText),
                ReviewField.List("related", "publishing.related", article.Related.Select(r => $"/news/{r}")),
                ReviewField.Text("language", "publishing.language", words.LanguageOf(article.Language)),
                ReviewField.Text("receipt", "publishing.needs-receipt", article.NeedsReceipt ? words[article.ReceiptsFrom > article.Number ? "publishing.asks-again" : "publishing.yes"] : ""),
                ReviewField.Text("conversing", "publishing.conversing", words.Name(article.Conversing)),
                ReviewField.Text("from", "publishing.shown-from", words.Moment(article.ShownFrom)),
                ReviewField.Text("until", "publishing.shown-until", article.ShownUntil is { } until ? words.Day(until) : ""),
                files is null ? ReviewField.Text("files", "publishing.files", words["publishing.files-count", article.Files.Count])
                    : ReviewField.List("files", "publishing.files", files.Select(f => $"{f.Name} · {words.Size(f.Size)} · {Convert.ToHexStringLower(f.Sha256)[..12]}")),
            ]);
        }

        /// <summary>A language that is none of ours is said as the first.</summary>
        public string LanguageOf(string language) => words[$"publishing.language.{(Article.Languages.Contains(language) ? language : Article.Languages[0])}"];
    }
}
