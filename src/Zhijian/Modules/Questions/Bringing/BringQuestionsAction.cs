using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Questions.Bringing;

/// <summary>A file of questions is brought and looked at; then everything that could be kept whole is taken in one transaction, or nothing.</summary>
internal sealed class BringQuestionsAction(ZhijianDb db, Journal journal, BroughtQuery brought, TimeProvider clock)
{
    public const int MostMegabytes = 4;
    private const int LongestName = 150;

    public async Task<Decision<QuestionsBrought>> Bring(IFormFile? file, string? category, string? source, Actor actor, CancellationToken cancel)
    {
        if (actor.Space is not { } space || !space.Covers(QuestionActs.Write, space.Path))
        {
            return PlatformRefusals.NotYours;
        }
        if (file is null || file.Length == 0)
        {
            return QuestionRefusals.NoFile.At("Form.File");
        }
        if (file.Length > MostMegabytes * FileLimits.Megabyte)
        {
            return FileRefusals.TooLarge.With(MostMegabytes).At("Form.File");
        }
        var (put, from) = (category?.Trim() ?? "", source?.Trim() ?? "");
        var wrong = from.Length == 0 ? PlatformRefusals.Required.At("Form.Source") : from.Length > BankQuestion.LongestSource ? PlatformRefusals.TooLong.With(BankQuestion.LongestSource).At("Form.Source")
            : put.Length > BankQuestion.LongestCategory ? PlatformRefusals.TooLong.With(BankQuestion.LongestCategory).At("Form.Category") : null;
        if (wrong is not null)
        {
            return wrong;
        }
        await using var stream = file.OpenReadStream();
        if (await Text(stream, cancel) is not { } content || QuestionImport.FormatOf(file.FileName, content) is not { } format)
        {
            return QuestionRefusals.UnknownFormat.At("Form.File");
        }
        var import = new QuestionImport
        {
            Path = space.Path, OrganisationId = space.OrganisationId, OrganisationName = space.OrganisationName, FileName = NameOf(file.FileName), Format = format, Content = content, Category = put, Source = from,
            CreatedBy = actor.MemberId, CreatedAt = clock.GetUtcNow(),
        };
        db.Add(import);
        return await journal.Record<QuestionsBrought>(new QuestionsBrought(import.Id, import.Path, import.FileName), actor, cancel);
    }

    /// <summary>Takes what the page showed: what of the bank was changed since is compared anew, inside the same transaction.</summary>
    public async Task<Decision<BroughtQuestionsTaken>> Take(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await brought.Of(id, actor, cancel) is not { } import)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(QuestionActs.Write, import.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var known = await db.Set<BankQuestion>().Where(q => q.OrganisationId == import.OrganisationId).ToDictionaryAsync(q => q.Id, cancel);
        var file = BroughtReading.Of(import, [.. known.Values.Select(BroughtQuery.Known)]);
        var decision = import.Take(file, seen);
        if (decision.Fact is not null)
        {
            var now = clock.GetUtcNow();
            db.AddRange(file.Questions.Where(q => q.Fate == BroughtFate.New).Select(q => BankQuestion.Of(q.Written, import.OrganisationId, import.OrganisationName, import.Path, actor.MemberId, now)));
            foreach (var question in file.Questions.Where(q => q.Fate == BroughtFate.Differs))
            {
                known[question.Known!.Value].TakeBrought(question.Written);
            }
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<BroughtQuestionsLeft>> Leave(Guid id, int seen, Actor actor, CancellationToken cancel) =>
        await brought.Of(id, actor, cancel) is not { } import ? PlatformRefusals.Missing
        : actor.May(QuestionActs.Write, import.Path) ? await journal.Record(import.Leave(seen), actor, cancel) : PlatformRefusals.NotYours;

    /// <summary>UTF-8 alone: a guess at another encoding would change what is kept. A file that is none is refused.</summary>
    private static async Task<string?> Text(Stream stream, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancel);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            return KeptText.Is(text) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string NameOf(string name)
    {
        var clean = new string([.. name.Split('/', '\\')[^1].Where(c => !char.IsControl(c))]);
        return KeptText.Is(clean) && clean.Length is > 0 and <= LongestName ? clean : "questions";
    }
}

/// <summary>Finds brought files and compares them with the bank.</summary>
internal sealed class BroughtQuery(ZhijianDb db)
{
    public async Task<QuestionImport?> Of(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<QuestionImport>().FirstOrDefaultAsync(i => i.Id == id, cancel) is { } import && actor.May(QuestionActs.See, import.Path) ? import : null;

    public async Task<BroughtFile> Read(QuestionImport import, CancellationToken cancel) =>
        BroughtReading.Of(import, [.. (await db.Set<BankQuestion>().AsNoTracking().Where(q => q.OrganisationId == import.OrganisationId).ToListAsync(cancel)).Select(Known)]);

    public static KnownQuestion Known(BankQuestion q) => new(q.Id, q.Code, q.Category, q.Name, q.State, q.Content, q.Difficulty, q.Source);
}
