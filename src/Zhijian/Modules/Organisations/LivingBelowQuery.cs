using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Organisations;

/// <summary>The living organisations at and below a place, for whoever has to find one by what was typed.</summary>
internal sealed class LivingBelowQuery(ZhijianDb db)
{
    public Task<List<Organisation>> Of(string path, CancellationToken cancel)
    {
        var below = path + "~";
        return db.Organisations.AsNoTracking().Where(o => o.DissolvedOn == null && string.Compare(o.Path, path) >= 0 && string.Compare(o.Path, below) < 0).ToListAsync(cancel);
    }
}
