using Zhijian.Platform.Privacy;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>What one affected person is told, in their language (PIPL Art. 57): what happened, which data, what may come of it and what to do, what is done, whom to ask.</summary>
internal sealed record IncidentNotice(string Happened, string Seen, string Reachable, string Advice, string Measures, string Contact)
{
    public static IncidentNotice Of(Incident incident, AffectedFields fields, Words words) => new(
        words.IsChinese ? incident.WhatZh : incident.WhatEn,
        Names(fields.Seen, words),
        Names(fields.Reachable.Except(fields.Seen), words),
        words[fields.All.Any(f => AffectedFields.ClassOf(f) == DataClass.S3) ? "incident.advice-sensitive" : "incident.advice"],
        words.IsChinese ? incident.MeasuresZh : incident.MeasuresEn,
        incident.Contact);

    /// <summary>As one text, for the file.</summary>
    public string Text(Incident incident, Words words) => string.Join('\n', new[]
    {
        words["incident.notice-when", words.Moment(incident.Since), words.Moment(incident.Until)], Happened,
        Seen.Length > 0 ? words["incident.notice-seen", Seen] : "", Reachable.Length > 0 ? words["incident.notice-reachable", Reachable] : "",
        Advice, Measures, words["incident.notice-contact", Contact],
    }.Where(l => l.Length > 0));

    private static string Names(IEnumerable<string> fields, Words words) =>
        string.Join(words["privacy.comma"], fields.OrderByDescending(AffectedFields.ClassOf).Select(f => AffectedWorkbook.Name(f, words)).Distinct());
}
