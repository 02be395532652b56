using System.Text;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Audit;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Packages;

/// <summary>Counts the own figures of a month that is over and signs them with the key of this installation, to be handed on.</summary>
internal sealed class SignFiguresAction(ZhijianDb db, FederationQuery known, FiguresQuery figures, Measures measures, AuditKeys keys, Journal journal, InstitutionTime time)
{
    public async Task<(Decision<FiguresSigned> Decision, Guid Id)> Run(string? month, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.Share, FencedScope.WholeInstitution))
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        if (MonthlyFigures.MonthOf(month) is not { } first || !MonthlyFigures.IsOver(first, time.Today))
        {
            return (FederationRefusals.NoSuchMonth, Guid.Empty);
        }
        if (await known.Root(cancel) is not { } root || await figures.Place(actor, root.Id, cancel) is not { } place)
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        await known.LockOwn(cancel);
        var last = first.AddMonths(1).AddDays(-1);
        // What was held in the month and filed up to now; the organisations as they stood at its end.
        var filed = await figures.Of(place, null, first, last, cancel);
        var stood = await figures.Of(place, last, first, last, cancel);
        Dictionary<string, int> counted = new() { [MonthlyFigures.Organisations] = stood.Organisations };
        foreach (var measure in measures.All.Where(m => m.HasSource))
        {
            counted[measure.Name] = filed[measure] ?? 0;
        }
        var stated = new MonthlyFigures(MonthlyFigures.ThisFormat, root.Name, first, time.Now.ToUniversalTime(), counted);
        var package = new FiguresPackage
        {
            Month = first,
            Revision = 1 + ((await known.Current(null, first, cancel))?.Revision ?? 0),
            Document = SignedStatement.Write(stated.Write(), keys.Public.Name, bytes => keys.SignForWeb(bytes)),
            MadeAt = stated.MadeAt,
            EnteredAt = time.Now,
            EnteredByName = actor.Name,
        };
        db.Add(package);
        return (await journal.Record<FiguresSigned>(new FiguresSigned(package.Id, package.Path, first, package.Revision), actor, cancel), package.Id);
    }
}

/// <summary>Takes in what another institution signed, or says why not: nothing of it is kept then.</summary>
internal sealed class TakeInPackageAction(ZhijianDb db, FederationQuery known, Measures measures, Journal journal, InstitutionTime time)
{
    public async Task<(Decision<PackageTakenIn> Decision, Guid Id)> Run(IFormFile? file, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.Share, FencedScope.WholeInstitution))
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        if (file is null or { Length: 0 })
        {
            return (PlatformRefusals.Required.At("Form.Package"), Guid.Empty);
        }
        if (file.Length > FiguresPackage.Largest)
        {
            return (FederationRefusals.TooLarge.With(FiguresPackage.Largest / 1024), Guid.Empty);
        }
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        var document = Encoding.UTF8.GetString(bytes.ToArray()).Trim('\uFEFF', ' ', '\r', '\n');
        if (SignedStatement.Read(document) is not { } statement)
        {
            return (FederationRefusals.NotAPackage, Guid.Empty);
        }
        if (await known.LockSender(statement.KeyName, cancel) is not { IsOn: true } sender)
        {
            return (FederationRefusals.UnknownSender.With(statement.KeyName), Guid.Empty);
        }
        if (!statement.IsSignedBy(sender.PublicKey))
        {
            return (FederationRefusals.NotSigned.With(sender.Name), Guid.Empty);
        }
        if (MonthlyFigures.Read(statement.Statement) is not { } stated || !KeptText.Is(stated.Institution))
        {
            return (FederationRefusals.NotAPackage, Guid.Empty);
        }
        if (stated.WhyNot(Known(measures), time.Today) is { } wrong)
        {
            return (wrong, Guid.Empty);
        }
        var counts = await known.Current(sender.Id, stated.Month, cancel);
        if (counts?.Document == document)
        {
            return (FederationRefusals.HereAlready, Guid.Empty);
        }
        if (counts is not null && stated.MadeAt <= counts.MadeAt)
        {
            return (FederationRefusals.Older.With(counts.Revision), Guid.Empty);
        }
        var package = new FiguresPackage
        {
            SenderId = sender.Id,
            Month = stated.Month,
            Revision = (counts?.Revision ?? 0) + 1,
            Document = document,
            MadeAt = stated.MadeAt.ToUniversalTime(),
            EnteredAt = time.Now,
            EnteredByName = actor.Name,
        };
        db.Add(package);
        return (await journal.Record<PackageTakenIn>(new PackageTakenIn(package.Id, package.Path, sender.Name, package.Month, package.Revision), actor, cancel), package.Id);
    }

    private static HashSet<string> Known(Measures measures) => [MonthlyFigures.Organisations, .. measures.All.Select(m => m.Name)];
}
