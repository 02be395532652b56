using Zhijian.Modules.Review;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting;

/// <summary>What an organisation answered, as fields for those who review.</summary>
internal static class EntryWords
{
    extension(Words words)
    {
        /// <summary>The answers as their reviewers get them.</summary>
        public Submitting ToSubmit(CollectionEntry entry, CollectionForm form, EntryHandedIn fact, Actor author)
        {
            var answers = entry.Answers.ToDictionary(a => a.Element);
            var fields = form.Questions.Select(q => q.ElementOf(form.Id)).OfType<DataElement>().Select(e =>
                ReviewField.Text(e.Id, e.Name.In(words.IsChinese), answers.TryGetValue(e.Id, out var answer) ? AnswerWords.Of(e, answer.Value, words) : null) with { SourceKey = answer?.WasKnown == true ? "collecting.was-known" : null });
            return new Submitting(author.MemberId, author.Name, words["collecting.entry-case", entry.Title], new RecordContent([.. fields]))
            {
                Checks =
                [
                    AutomaticCheck.Of("collecting.check-complete", form.Questions.Where(q => q.Required).All(q => answers.ContainsKey(q.Element))),
                    AutomaticCheck.Of("collecting.check-in-time", fact.InTime),
                ],
            };
        }
    }
}
