using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Privacy.Incidents;

/// <summary>What the security officer knows and says of an incident.</summary>
internal sealed record IncidentData(DateTimeOffset? Since, DateTimeOffset? Until, string? Account, string? Table, string? WhatZh, string? WhatEn, string? MeasuresZh, string? MeasuresEn, string? Contact);

/// <summary>Makes the list of people whom an incident affects, and keeps it with what they will be told. Nobody is told yet.</summary>
internal sealed class PrepareIncidentAction(ZhijianDb db, Fence fence, Journal journal, AffectedQuery affected, InstitutionTime time)
{
    public async Task<Decision<IncidentPrepared>> Run(IncidentData data, Actor actor, CancellationToken cancel)
    {
        if (actor.Posts.FirstOrDefault(p => p.Covers(PrivacyActs.Incidents, p.Path)) is not { } post)
        {
            return PlatformRefusals.NotYours;
        }
        if (WhyNot(data, time.Now) is { } refusal)
        {
            return refusal;
        }
        var scope = new IncidentScope(data.Since!.Value, data.Until!.Value, Typed(data.Account), Typed(data.Table));
        if (scope.Account is { } account && !await Exists(account, cancel))
        {
            return PrivacyRefusals.NoSuchAccount.At("Form.Account");
        }
        var list = await affected.Run(scope, cancel);
        if (list.People.Count == 0)
        {
            return PrivacyRefusals.NobodyAffected;
        }
        var incident = new Incident
        {
            Path = post.Path, Since = scope.Since, Until = scope.Until, Account = scope.Account, LeakedTable = scope.Table,
            WhatZh = data.WhatZh!.Trim(), WhatEn = data.WhatEn!.Trim(), MeasuresZh = data.MeasuresZh!.Trim(), MeasuresEn = data.MeasuresEn!.Trim(), Contact = data.Contact!.Trim(),
            PreparedBy = actor.AccountId, PreparedByName = actor.Name, PreparedAt = time.Now,
        };
        db.Add(incident);
        db.AddRange(list.People.Select(p => new IncidentPerson { IncidentId = incident.Id, MemberId = p.MemberId, Path = p.Path, Seen = [.. p.Fields.Seen.Order(StringComparer.Ordinal)], Reachable = [.. p.Fields.Reachable.Order(StringComparer.Ordinal)] }));
        return await journal.Record<IncidentPrepared>(new IncidentPrepared(incident.Id, incident.Path, incident.Since, incident.Until, list.People.Count), actor, cancel);
    }

    private static Refusal? WhyNot(IncidentData data, DateTimeOffset now)
    {
        if (data.Since is null || data.Until is null)
        {
            return PlatformRefusals.NotReadable.At(data.Since is null ? "Form.Since" : "Form.Until");
        }
        if (data.Until < data.Since || data.Since > now)
        {
            return PrivacyRefusals.NoSpan.At("Form.Until");
        }
        if (Typed(data.Table) is { } table && DataRegister.OfPersons.All(t => t.Name != table))
        {
            return PrivacyRefusals.NoSuchTable.At("Form.Table");
        }
        (string Field, string? Text, int Most)[] texts =
        [
            ("WhatZh", data.WhatZh, Incident.LongestText), ("WhatEn", data.WhatEn, Incident.LongestText), ("MeasuresZh", data.MeasuresZh, Incident.LongestText),
            ("MeasuresEn", data.MeasuresEn, Incident.LongestText), ("Contact", data.Contact, Incident.LongestContact),
        ];
        var empty = texts.FirstOrDefault(t => string.IsNullOrWhiteSpace(t.Text));
        if (empty.Field is { } missing)
        {
            return PlatformRefusals.Required.At("Form." + missing);
        }
        var tooLong = texts.FirstOrDefault(t => t.Text!.Length > t.Most);
        return tooLong.Field is { } field ? PlatformRefusals.TooLong.With(tooLong.Most).At("Form." + field) : null;
    }

    private async Task<bool> Exists(string account, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Incidents);
        return await fence.Row<bool>("select exists(select 1 from account where normalized_user_name = upper(@account))", new { account }, cancel);
    }

    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
