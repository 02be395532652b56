using Zhijian.Platform.Jobs;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>Opens what organisations owe this month, this quarter and this year. A day on which nothing changed costs one look.</summary>
internal sealed class OpenObligationsJob(ObligationBook book, Fence fence, InstitutionTime institution) : IRecurring
{
    public static TimeSpan Every => TimeSpan.FromHours(6);

    public async Task Run(CancellationToken cancel)
    {
        await book.Open(institution.Today, cancel);
        await fence.Commit(cancel);
    }
}
