using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Library.Authoring;

/// <summary>Hands an item in for review, with its files and the words inside them.</summary>
internal sealed class HandInAction(Journal journal, ItemQuery items, AttachmentsQuery attachments, FileWordsQuery fileWords, SubmitForReviewAction review, Words words)
{
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
        var submitted = await review.Run(new ForReview(LibraryRecords.Item, id, item.OrganisationId, words.ToSubmit(item, files, actor)), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
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
