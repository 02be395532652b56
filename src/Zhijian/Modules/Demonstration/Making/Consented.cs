using Zhijian.Modules.People;
using Zhijian.Modules.People.Consenting;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>How people answered when they were asked for their consents: most gave it, some were never asked, a few took it back, and what rested on it is gone.</summary>
internal sealed class Consented(University university, IReadOnlyDictionary<ConsentPurpose, ConsentRule> rules, DateOnly first, DateOnly today, InstitutionTime time)
{
    private const int NotAskedOneIn = 6;
    private const int TakenBackOneIn = 25;
    private const int DaysOfAsking = 20;
    private const int DaysUntilTakenBack = 30;

    /// <summary>Changes the people it tells of, so it is told before they are written.</summary>
    public Rows Make()
    {
        var rows = new Rows();
        List<(Person Person, DateTimeOffset At, bool Given)> answers = [];
        foreach (var (person, place) in university.All.SelectMany(u => u.People).Where(p => p.Member.HomeAddress is not null).Select((p, i) => (p, i)).Where(p => p.i % NotAskedOneIn > 0))
        {
            var asked = (person.Membership.From > first ? person.Membership.From : first).AddDays(place % DaysOfAsking);
            answers.Add((person, Evening(asked), true));
            if (place % TakenBackOneIn == 1 && asked.AddDays(DaysUntilTakenBack) < today)
            {
                answers.Add((person, Evening(asked.AddDays(DaysUntilTakenBack)), false));
            }
        }
        Dictionary<Guid, ConsentEntry> newest = [];
        foreach (var (person, at, given) in answers.Where(a => time.DayOf(a.At) < today).OrderBy(a => a.At))
        {
            var member = person.Member;
            var standing = new Consents(rules, newest.TryGetValue(member.Id, out var last) ? [last] : []);
            var actor = person.Acting();
            const ConsentPurpose Purpose = ConsentPurpose.HomeAddress;
            var wording = given
                ? rows.Act(standing.Give(Purpose, rules[Purpose].Wording, member), actor, at).Wording
                : rows.Act(standing.Withdraw(Purpose, member), actor, at).Wording;
            newest[member.Id] = rows.Add(new ConsentEntry { Id = Guid.CreateVersion7(at), MemberId = member.Id, Path = member.Path, Purpose = Purpose, Wording = wording, Given = given, At = at, Page = ChangeConsentAction.Page });
        }
        return rows;
    }

    private DateTimeOffset Evening(DateOnly day) => time.At(day, new TimeOnly(20, 15));
}
