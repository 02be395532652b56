using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Privacy.Register;

/// <summary>
/// The record of processing activities as a file (PIPL Art. 55 and 56; Network Data Security Regulations Art. 12), worked out from the tables themselves, and a sheet on which an impact
/// assessment is written for those with sensitive data. Holds nothing about any person.
/// </summary>
internal sealed class TakeRegisterAction(Journal journal, Words words, InstitutionTime time)
{
    private static readonly string[] Questions = ["need", "lawful", "effect", "risk", "measures", "outcome"];

    public async Task<(Decision<RegisterTaken> Decision, byte[]? File)> Run(Actor actor, CancellationToken cancel)
    {
        if (actor.Posts.FirstOrDefault(p => p.Covers(PrivacyActs.Register, p.Path)) is not { } post)
        {
            return (PlatformRefusals.NotYours, null);
        }
        var tables = DataRegister.WithPersonalData.ToList();
        using var to = new MemoryStream();
        using (var book = new Workbook(to, words["privacy.mark", actor.Name, words.Moment(time.Now)]))
        {
            book.Sheet(words["privacy.register"], tables.Select(Line).Prepend(
            [
                words["privacy.what"], words["privacy.basis"], words["privacy.kept"], words["privacy.recipients"], words["privacy.automated"], words["privacy.abroad"],
                words.Name(DataClass.S3), words.Name(DataClass.S2), words.Name(DataClass.S1), words["privacy.table"],
            ]));
            book.Sheet(words["privacy.assessment"], tables.Where(t => t.Columns.Any(c => c.Class == DataClass.S3)).SelectMany(Assessment).Prepend([words["privacy.what"], words["privacy.question"], words["privacy.finding"]]));
        }
        return (await journal.Record<RegisterTaken>(new RegisterTaken(post.OrganisationId, post.Path, tables.Count), actor, cancel), to.ToArray());
    }

    private IReadOnlyList<string?> Line(DataTable table) =>
    [
        table.Purpose.In(words.IsChinese), table.Basis?.In(words.IsChinese), table.Kept.In(words.IsChinese), table.Recipients?.In(words.IsChinese) ?? words["privacy.recipients-none"], words["privacy.none"], words["privacy.none"],
        Columns(table, DataClass.S3), Columns(table, DataClass.S2), Columns(table, DataClass.S1), table.Name,
    ];

    /// <summary>The questions of PIPL Art. 56; whoever assesses answers them.</summary>
    private IEnumerable<IReadOnlyList<string?>> Assessment(DataTable table) => Questions.Select(q => (IReadOnlyList<string?>)[table.Purpose.In(words.IsChinese), words["privacy.question." + q], q == "lawful" ? table.Basis?.In(words.IsChinese) : ""]);

    private string Columns(DataTable table, DataClass of) => string.Join(words["privacy.comma"], table.Columns.Where(c => c.Class == of).Select(c => words["privacy.column." + Words.Kebab(c.Name)] + (c.IsSealed ? words["privacy.sealed"] : "")));
}

/// <summary>The record of processing activities as a file.</summary>
internal static class RegisterRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/privacy/xlsx", Take).Allow(PrivacyActs.Register).NeedsFresh().ExcludeFromDescription();

    private static async Task<IResult> Take(TakeRegisterAction take, Actor actor, CancellationToken cancel)
    {
        var (decision, file) = await take.Run(actor, cancel);
        return file is null ? decision.Refusal!.ToProblem() : Results.File(file, Workbook.MediaType, "register.xlsx");
    }
}
