using System.Text.Json;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.MyData;

/// <summary>Hands a person everything that is held about them as a file (PIPL Art. 45: access, copy and transfer), with a trace.</summary>
internal sealed class TakeMyDataAction(MyDataQuery query, Journal journal, Words words, InstitutionTime time)
{
    private static readonly JsonSerializerOptions Readable = new(KeptJson.Form) { WriteIndented = true };

    public async Task<(Decision<OwnDataTaken> Decision, byte[]? File)> Run(string form, Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty || form is not ("json" or "xlsx"))
        {
            return (PlatformRefusals.Missing, null);
        }
        var held = await query.Run(actor, most: null, cancel);
        var file = form == "json" ? Json(held, actor) : Xlsx(held, actor);
        return (await journal.Record<OwnDataTaken>(new OwnDataTaken(actor.MemberId, actor.Space?.Path ?? SystemActors.OwnData.Path, form), actor, cancel), file);
    }

    private byte[] Json(IReadOnlyList<HeldTable> held, Actor actor) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Person = actor.Name,
            TakenAt = time.Now,
            Data = held.Select(h => new
            {
                Table = h.Table.Name,
                Purpose = h.Table.Purpose.In(words.IsChinese),
                Basis = h.Table.Basis?.In(words.IsChinese),
                Kept = h.Table.Kept.In(words.IsChinese),
                NotHandedOut = h.Table.Columns.Where(c => c.WhyWithheld is not null).ToDictionary(c => c.Name, c => c.WhyWithheld!.In(words.IsChinese)),
                Rows = h.Rows.Select(r => h.Columns.Select((c, i) => (c.Name, Value: r[i])).Where(c => c.Value is not null).ToDictionary(c => c.Name, c => c.Value)),
            }),
        }, Readable);

    private byte[] Xlsx(IReadOnlyList<HeldTable> held, Actor actor)
    {
        using var to = new MemoryStream();
        using (var book = new Workbook(to, words["privacy.mark", actor.Name, words.Moment(time.Now)]))
        {
            book.Sheet(words["privacy.my-data"], held.Select(h => (IReadOnlyList<string?>)[h.Table.Purpose.In(words.IsChinese), h.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), h.Table.Basis?.In(words.IsChinese), h.Table.Kept.In(words.IsChinese)])
                .Prepend([words["privacy.what"], words["privacy.rows"], words["privacy.basis"], words["privacy.kept"]]));
            foreach (var table in held.Where(h => h.Rows.Count > 0))
            {
                book.Sheet(table.Table.Purpose.In(words.IsChinese), table.Rows.Prepend([.. table.Columns.Select(c => words["privacy.column." + Words.Kebab(c.Name)])]));
            }
        }
        return to.ToArray();
    }
}
