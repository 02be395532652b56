using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Tells what happened in the demonstration, one organisation after the other.</summary>
internal sealed class Story(Content content, University university, DemonstrationSize size, int seed, Rulebook rulebook, InstitutionTime time, DateOnly first, DateTimeOffset now)
{
    private readonly DateOnly _today = time.DayOf(now);

    /// <summary>Everything, in portions that fit into memory; all of one host is in one portion.</summary>
    public IEnumerable<Rows> Portions(int rowsAtOnce)
    {
        var calendar = rulebook.On(_today).Calendar;
        var filed = new Timetable(content, university, size, seed, first, _today.AddDays(-7), calendar).Filed();
        var present = new Present(content, university, size, seed, _today, now, time, calendar).Occasions().ToLookup(o => o.Host);
        var rows = new Rows();
        foreach (var host in filed)
        {
            Tell(host.Concat(present[host.Key]), rows);
            if (rows.Count >= rowsAtOnce)
            {
                yield return rows;
                rows = new Rows();
            }
        }
        foreach (var host in present.Where(p => p.Key == university.Committee))
        {
            Tell(host, rows);
        }
        yield return rows;
    }

    private void Tell(IEnumerable<Occasion> ofOneHost, Rows rows)
    {
        var running = new Dictionary<(int Year, ActivityKind Kind), int>();
        foreach (var occasion in ofOneHost.OrderBy(o => o.Day).ThenBy(o => o.Kind).ThenBy(o => o.Ordinal))
        {
            var telling = new Telling(occasion, content, rulebook.On(occasion.Day), time, rows, seed, now, brief: !size.IsUsual);
            telling.Tell();
            if (telling.Activity.State == ActivityState.Held && occasion.Stage != Stage.Held)
            {
                var key = (occasion.Day.Year, occasion.Kind);
                running[key] = running.GetValueOrDefault(key) + 1;
                new Filing(telling, running[key], content, rulebook, time, rows, now).Tell(occasion.Stage);
            }
        }
    }
}
