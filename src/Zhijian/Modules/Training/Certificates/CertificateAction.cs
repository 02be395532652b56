using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Certificates;

/// <summary>Prints a certificate, with a trace each time; revokes one.</summary>
internal sealed class CertificateAction(ZhijianDb db, Journal journal, TrainingQuery training, InstitutionTime time)
{
    public async Task<Decision<CertificatePrinted>> Print(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await training.Certificate(id, actor, cancel) is not { } certificate)
        {
            return PlatformRefusals.Missing;
        }
        var decision = certificate.Print(actor, time.Now, out var print);
        if (print is not null)
        {
            db.Add(print);
        }
        return await journal.Record(decision, actor, cancel);
    }

    public async Task<Decision<CertificateRevoked>> Revoke(Guid id, string? reason, int seen, Actor actor, CancellationToken cancel)
    {
        if (await training.Certificate(id, actor, cancel) is not { } certificate)
        {
            return PlatformRefusals.Missing;
        }
        if (!actor.May(TrainingActs.Hold, certificate.Path))
        {
            return PlatformRefusals.NotYours;
        }
        var decision = certificate.Revoke(reason, seen, time.Today);
        if (decision.Fact is not null)
        {
            (await db.Set<PublicCertificate>().FirstAsync(c => c.CertificateId == id, cancel)).IsRevoked = true;
        }
        return await journal.Record(decision, actor, cancel);
    }
}
