using System.Text.Json;
using Npgsql;
using Zhijian.Modules.Activities.CheckIn;
using Zhijian.Modules.Rules;

namespace Zhijian.Bench;

/// <summary>A burst of check-ins: every request is another member at another meeting whose roll is open, with the code of this moment.</summary>
internal static class CheckIns
{
    /// <summary>More than any of these machines answers in a second; each pair of member and meeting is used once.</summary>
    private const int PairsPerSecond = 9000;

    /// <summary>The meetings of the burst, by which they are found again.</summary>
    public const string Title = "签到压力测试";

    private static readonly byte[] Secret = new byte[32];

    public static async Task<IReadOnlyList<Shot>> Shots(Server server, DataSet data, int seconds)
    {
        var members = data.Of("member").GroupBy(m => m.Path).ToList();
        var each = (PairsPerSecond * seconds / Math.Max(1, members.Sum(m => m.Count()))) + 1;
        await using var connection = new NpgsqlConnection(data.AppConnection);
        await connection.OpenAsync();
        List<(Guid Activity, Visitor Member)> pairs = [];
        foreach (var branch in members)
        {
            var activities = await Open(connection, branch.Key, [.. branch.Select(m => m.MemberId)], each);
            pairs.AddRange(activities.SelectMany(_ => branch, (activity, member) => (activity, member)));
        }
        var rule = Rulebook.Load(Rulebook.ShippedFolder).On(DateOnly.FromDateTime(DateTime.UtcNow)).Attendance.CheckInCode;
        var now = DateTimeOffset.UtcNow;
        var codes = pairs.Select(p => p.Activity).Distinct().ToDictionary(a => a, a => CheckInCode.Now(Secret, a, now, rule));
        // As in life: all at one meeting, then the next; neighbours in the list are different people.
        return [.. pairs.Select(p => Figures.Api("POST", $"/api/v1/activities/{p.Activity}/check-ins", p.Member) with { Body = JsonSerializer.Serialize(new { code = codes[p.Activity] }), FreshKey = true, Once = true })];
    }

    private static async Task<List<Guid>> Open(NpgsqlConnection connection, string path, Guid[] members, int count)
    {
        await using var command = new NpgsqlCommand(
            $$"""
            with made as (
              insert into activity(id, path, organisation_id, kind, state, title, starts_at, ends_at, place, host_member_id, announced_at, roll_opened_at, code_secret, created_by, created_at, version, is_history)
              select gen_random_uuid(), o.path, o.id, 'ThemePartyDay', 'RollOpen', '{{Title}}', now(), now() + interval '2 hours', '校史馆二层', $2[1], now(), now(), $3, $2[1], now(), 1, false
              from organisation o, generate_series(1, $4) where o.path = $1
              returning id, path, organisation_id),
            party as (insert into activity_party(activity_id, organisation_id, path, is_host) select id, organisation_id, path, true from made),
            roll as (
              insert into attendance(activity_id, member_id, path, organisation_id, name, is_observer, votes, notified_at, version)
              select made.id, m.id, made.path, made.organisation_id, m.name, false, true, now(), 1 from made, member m where m.id = any($2))
            select id from made
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = path });
        command.Parameters.Add(new NpgsqlParameter { Value = members });
        command.Parameters.Add(new NpgsqlParameter { Value = Secret });
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        await using (var scope = new NpgsqlCommand("set zhijian.scope1 = '1.'", connection))
        {
            await scope.ExecuteNonQueryAsync();
        }
        List<Guid> made = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            made.Add(reader.GetGuid(0));
        }
        return made;
    }
}
