using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>Hands an item in for review, with its files and the words inside them.</summary>
internal sealed class HandInAction(Journal journal, ItemQuery items, AttachmentsQuery attachments, FileWordsQuery fileWords, SubmitForReviewAction review, Words words)
{
    /// <summary>More lines of a text than this are compared as one.</summary>
    private const int MostLines = 2000;

    public async Task<Decision<LibraryItemHandedIn>> Run(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await items.Of(id, actor, cancel) is not { } item)
        {
            return PlatformRefusals.Missing;
        }
        if (!ItemQuery.MayWrite(item, actor))
        {
            return PlatformRefusals.NotYours;
        }
        var files = (await attachments.Of(id, cancel)).Where(f => !f.Guarded).ToList();
        string[] mediaTypes = [.. files.Select(f => f.MediaType)];
        if (seen == item.Version && item.WhyNotHandIn(mediaTypes) is { } notNow)
        {
            return notNow;
        }
        var decision = item.HandIn(mediaTypes, await fileWords.Of(files, cancel), seen);
        if (decision.Fact is null)
        {
            return decision;
        }
        var submitted = await review.Run(new ForReview(LibraryRecords.Item, id, item.OrganisationId, new Submitting(actor.MemberId, actor.Name, words["library.case", item.Title], Content(item, files))), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }

    private RecordContent Content(LibraryItem item, List<StoredFile> files)
    {
        var lines = item.Text.Split('\n');
        return new RecordContent(
        [
            ReviewField.Text("title", "library.title", item.Title),
            ReviewField.Text("kind", "library.kind", words.Name(item.Kind)),
            ReviewField.Text("summary", "library.summary", item.Summary),
            ReviewField.List("text", TextLabel(item.Kind), lines.Length > MostLines ? [item.Text] : lines),
            ReviewField.List("files", "library.files", files.Select(f => $"{f.Name} · {words.Size(f.Size)} · {Convert.ToHexStringLower(f.Sha256)[..12]}")),
            .. words.ParticularsOf(item),
        ]);
    }

    public static string TextLabel(LibraryKind kind) => kind switch
    {
        LibraryKind.Article => "library.text",
        LibraryKind.Cards => "library.text-cards",
        LibraryKind.Course => "library.text-course",
        LibraryKind.Video or LibraryKind.Audio => "library.text-transcript",
        _ => "library.text-about",
    };
}
