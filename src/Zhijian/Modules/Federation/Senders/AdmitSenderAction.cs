using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Senders;

/// <summary>Says whose packages are taken in, and stops it.</summary>
internal sealed class AdmitSenderAction(ZhijianDb db, Journal journal, InstitutionTime time)
{
    public async Task<Decision<SenderAdmitted>> Run(string? name, string? key, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.Admit, FencedScope.WholeInstitution))
        {
            return PlatformRefusals.NotYours;
        }
        var (sender, refusal) = Sender.Of(name, key, actor, time.Now);
        if (sender is null)
        {
            return refusal!;
        }
        if (await db.Set<Sender>().Where(s => s.KeyName == sender.KeyName).Select(s => s.Name).SingleOrDefaultAsync(cancel) is { } other)
        {
            return FederationRefusals.KeyTaken.With(other);
        }
        db.Add(sender);
        return await journal.Record<SenderAdmitted>(new SenderAdmitted(sender.Id, sender.Path, sender.Name, sender.KeyName), actor, cancel);
    }

    public async Task<Decision<SenderSwitched>> Switch(Guid id, bool on, int seen, Actor actor, CancellationToken cancel)
    {
        if (await db.Set<Sender>().FirstOrDefaultAsync(s => s.Id == id, cancel) is not { } sender)
        {
            return PlatformRefusals.Missing;
        }
        return actor.May(FederationActs.Admit, sender.Path) ? await journal.Record(sender.Switch(on, seen), actor, cancel) : PlatformRefusals.NotYours;
    }
}
