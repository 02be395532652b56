using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Tells what happened in the demonstration, one organisation after the other.</summary>
internal sealed class Story(Content content, University university, DemonstrationSize size, int seed, Rulebook rulebook, InstitutionTime time, DateOnly first, DateTimeOffset now)
{
    private const int HostsAtOnce = 40;
    private const int Ahead = 2;

    private readonly DateOnly _today = time.DayOf(now);

    /// <summary>Everything, in portions that fit into memory, in the order of the timetable; the next ones are told while one is written.</summary>
    public async IAsyncEnumerable<Rows> Portions([EnumeratorCancellation] CancellationToken cancel)
    {
        var calendar = rulebook.On(_today).Calendar;
        var filed = new Timetable(content, university, size, seed, first, _today.AddDays(-7), calendar).Filed();
        var present = new Present(content, university, size, seed, _today, now, time, calendar).Occasions().ToLookup(o => o.Host);
        var hosts = filed.Select(host => host.Concat(present[host.Key])).Concat(present.Where(p => p.Key == university.Committee));
        var ahead = Channel.CreateBounded<Task<Rows>>(Ahead);
        var begun = Begin(hosts.Chunk(HostsAtOnce), ahead.Writer, cancel);
        try
        {
            await foreach (var telling in ahead.Reader.ReadAllAsync(cancel))
            {
                yield return await telling;
            }
            await begun;
        }
        finally
        {
            ahead.Writer.TryComplete();
        }
    }

    private async Task Begin(IEnumerable<IEnumerable<Occasion>[]> portions, ChannelWriter<Task<Rows>> ahead, CancellationToken cancel)
    {
        try
        {
            foreach (var portion in portions)
            {
                if (!await ahead.WaitToWriteAsync(cancel))
                {
                    return;
                }
                await ahead.WriteAsync(Task.Run(() => Told(portion), cancel), cancel);
            }
        }
        finally
        {
            ahead.TryComplete();
        }
    }

    private Rows Told(IEnumerable<IEnumerable<Occasion>> hosts)
    {
        var rows = new Rows();
        foreach (var host in hosts)
        {
            Tell(host, rows);
        }
        return rows;
    }

    private void Tell(IEnumerable<Occasion> ofHost, Rows rows)
    {
        var ofOneHost = ofHost.ToList();
        var askedAbout = size.IsUsual ? Reported.AskedAbout(ofOneHost) : null;
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
                if (occasion == askedAbout)
                {
                    new Reported(telling, time, rows, now).Make();
                }
            }
        }
    }
}
