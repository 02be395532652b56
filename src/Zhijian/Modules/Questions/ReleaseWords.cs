using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions;

/// <summary>Questions that are handed in together, as fields for those who review.</summary>
internal static class ReleaseWords
{
    extension(Words words)
    {
        /// <summary>The questions as their reviewers get them.</summary>
        public Submitting ToSubmit(QuestionRelease release, IReadOnlyList<BankQuestion> drafts, Actor author) => new(author.MemberId, author.Name, words["questions.case", release.Title], new RecordContent(
        [
            ReviewField.Text("title", "questions.release-title", release.Title),
            ReviewField.List("questions", "questions.release-questions", drafts.Select((q, i) => $"{i + 1}. {words.Name(q.Kind)} · {q.Category} · {q.Name}")),
        ]));
    }
}
