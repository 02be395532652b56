using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Figures.Duties;

/// <summary>Once a day: opens what organisations owe this month, this quarter and this year. A day without change costs one look.</summary>
public sealed class OpenObligationsJob(ObligationBook book, Fence fence, InstitutionTime institution)
{
    /// <summary>Answers how many obligations were opened.</summary>
    public async Task<int> Run(CancellationToken cancel)
    {
        var opened = await book.Open(institution.Today, cancel);
        await fence.Commit(cancel);
        return opened;
    }
}
