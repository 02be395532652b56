using System.Globalization;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>The list of affected people as .xlsx: totals by class, then one line a person. Names of fields, never values.</summary>
internal static class AffectedWorkbook
{
    private static readonly DataClass[] Classes = [DataClass.S3, DataClass.S2, DataClass.S1];

    public static void Write(Stream to, AffectedList list, IncidentScope of, IReadOnlyDictionary<Guid, string>? notices, string takenBy, Words words, DateTimeOffset now)
    {
        using var book = new Workbook(to, words["privacy.mark", takenBy, words.Moment(now)]);
        book.Sheet(words["incident.summary"],
        [
            [words["incident.since"], words.Moment(of.Since)],
            [words["incident.until"], words.Moment(of.Until)],
            [words["incident.account"], of.Account ?? words["incident.everybody"]],
            [words["incident.table"], of.EveryTable ? words["incident.every-table"] : of.Table ?? ""],
            [words["incident.people"], Number(list.People.Count)],
            [],
            [words["incident.class"], words["incident.seen"], words["incident.reachable"]],
            .. Classes.Select(c => (IReadOnlyList<string?>)[words.Name(c), Number(list.Seen(c)), Number(list.Reachable(c))]),
        ]);
        book.Sheet(words["incident.people"], list.People.Select(p => (IReadOnlyList<string?>)
            [p.Name, p.Organisation, .. Classes.Select(c => Fields(p.Fields.Seen, c, words)), .. Classes.Select(c => Fields(p.Fields.Reachable, c, words)), p.Language, notices?.GetValueOrDefault(p.MemberId)])
            .Prepend([words["incident.name"], words["incident.organisation"], .. Classes.Select(c => $"{words["incident.seen"]} · {words.Name(c)}"), .. Classes.Select(c => $"{words["incident.reachable"]} · {words.Name(c)}"), words["incident.language"], words["incident.notice"]]));
    }

    /// <summary>The fields of one class in words, each once.</summary>
    public static string Fields(IEnumerable<string> fields, DataClass of, Words words) =>
        string.Join(words["privacy.comma"], fields.Where(f => AffectedFields.ClassOf(f) == of).Select(f => Name(f, words)).Distinct().Order(StringComparer.Ordinal));

    public static string Name(string field, Words words)
    {
        return field.Split('.') is [var table, var column] && table + "." != AffectedFields.Trace
            ? words["privacy.column." + Words.Kebab(column)] + (AffectedFields.IsSealed(field) ? words["privacy.sealed"] : "")
            : words["incident.act"];
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
