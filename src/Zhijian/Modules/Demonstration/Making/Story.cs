using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Tells what happened in the demonstration, one organisation after the other.</summary>
internal sealed class Story(Content content, University university, DemonstrationSize size, int seed, Rulebook rulebook, InstitutionTime time, DateOnly first, DateTimeOffset now)
{
    private readonly DateOnly _today = time.DayOf(now);

    /// <summary>Everything of the past, in portions that fit into memory.</summary>
    public IEnumerable<Rows> Past(int rowsAtOnce)
    {
        var rows = new Rows();
        var timetable = new Timetable(content, university, size, seed, first, _today.AddDays(-7), rulebook.On(_today).Calendar);
        foreach (var host in timetable.Filed())
        {
            foreach (var occasion in host.OrderBy(o => o.Day).ThenBy(o => o.Kind).ThenBy(o => o.Ordinal))
            {
                Tell(occasion, rows);
            }
            if (rows.Count >= rowsAtOnce)
            {
                yield return rows;
                rows = new Rows();
            }
        }
        yield return rows;
    }

    private void Tell(Occasion occasion, Rows rows)
    {
        var telling = new Telling(occasion, content, rulebook.On(occasion.Day), time, rows, seed, brief: !size.IsUsual);
        telling.Tell();
        if (telling.Activity.State == ActivityState.Held && occasion.Stage != Stage.Held)
        {
            telling.WriteMinutes(_today);
        }
    }
}
