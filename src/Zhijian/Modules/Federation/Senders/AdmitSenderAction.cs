using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Senders;

/// <summary>Says whose packages are taken in, and stops it.</summary>
internal sealed class AdmitSenderAction(ZhijianDb db, Journal journal, InstitutionTime time)
{
    /// <summary>Registers an institution, or takes the card of one that is registered by the same key; answers which of both was done.</summary>
    public async Task<(Refusal? Refusal, bool WasKnown)> Run(string? name, string? key, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.Admit, FencedScope.WholeInstitution))
        {
            return (PlatformRefusals.NotYours, false);
        }
        var (sender, refusal) = Sender.Of(name, key, actor, time.Now);
        if (sender is null)
        {
            return (refusal, false);
        }
        if (await db.Set<Sender>().SingleOrDefaultAsync(s => s.KeyName == sender.KeyName, cancel) is { } other)
        {
            return sender.EncryptionKey is { } card && card != other.EncryptionKey
                ? ((await journal.Record(other.Take(card), actor, cancel)).Refusal, true)
                : (FederationRefusals.KeyTaken.With(other.Name), false);
        }
        db.Add(sender);
        return ((await journal.Record<SenderAdmitted>(new SenderAdmitted(sender.Id, sender.Path, sender.Name, sender.KeyName), actor, cancel)).Refusal, false);
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
