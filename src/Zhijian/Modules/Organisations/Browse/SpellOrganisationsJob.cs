using Zhijian.Platform.Jobs;
using Zhijian.Platform.Writing;

namespace Zhijian.Modules.Organisations.Browse;

/// <summary>Spells the names of organisations that were founded before names were spelled.</summary>
internal sealed class SpellOrganisationsJob(SpellNamesAction names) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromMinutes(5);

    public Task Run(CancellationToken cancel) => names.Run("organisation", hasOther: false, Spelling.OfName, cancel);
}
