using Zhijian.Platform.Jobs;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.People.Browse;

/// <summary>Spells the names of people who were entered before names were spelled.</summary>
internal sealed class SpellMembersJob(SpellNamesAction names) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(5);

    public Task Run(CancellationToken cancel) => names.Run(PeopleRows.MemberTable, hasOther: true, Spelling.OfPerson, cancel);
}
