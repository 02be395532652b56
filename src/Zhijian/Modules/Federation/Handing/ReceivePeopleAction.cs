using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Importing;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>
/// Takes in the people whom another institution handed on, or says why not: nothing of it is kept then. They become an import like any list: cleaned, compared with who is known, reviewed,
/// entered with where each value came from, and undone as a whole.
/// </summary>
internal sealed class ReceivePeopleAction(ZhijianDb db, FederationQuery known, PushRowsAction rows, ReceivingKey receiving, Journal journal, Words words, InstitutionTime time)
{
    /// <param name="organisation">For which they are brought: a branch, or one above the branches in which they are put row by row.</param>
    public async Task<(Decision<PeopleReceived> Decision, Guid Batch)> Run(IFormFile? file, Guid organisation, Actor actor, CancellationToken cancel)
    {
        if (!actor.May(FederationActs.Receive, FencedScope.WholeInstitution))
        {
            return (PlatformRefusals.NotYours, Guid.Empty);
        }
        if ((await rows.Places(actor, cancel)).All(p => p.Id != organisation))
        {
            return (PlatformRefusals.Required.At("Form.Organisation"), Guid.Empty);
        }
        if (file is null or { Length: 0 })
        {
            return (PlatformRefusals.Required.At("Form.Package"), Guid.Empty);
        }
        if (file.Length > MemberPackage.Largest)
        {
            return (FederationRefusals.TooLarge.With(MemberPackage.Largest / 1024), Guid.Empty);
        }
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        var document = bytes.ToArray();
        if (SignedStatement.Read(Encoding.UTF8.GetString(document)) is not { } statement)
        {
            return (FederationRefusals.NotPeople, Guid.Empty);
        }
        if (await known.LockSender(statement.KeyName, cancel) is not { IsOn: true } sender)
        {
            return (FederationRefusals.UnknownSender.With(statement.KeyName), Guid.Empty);
        }
        if (!statement.IsSignedBy(sender.PublicKey))
        {
            return (FederationRefusals.NotSigned.With(sender.Name), Guid.Empty);
        }
        var (package, refusal) = MemberPackage.Read(statement.Statement);
        if (package is null)
        {
            return (refusal!, Guid.Empty);
        }
        if (package.To != receiving.Public.Name)
        {
            return (FederationRefusals.OtherReceiver, Guid.Empty);
        }
        var before = await db.Set<ReceivedPackage>().FirstOrDefaultAsync(p => p.Id == package.Id, cancel);
        if (before is not null && await rows.Counts(before.BatchId, cancel))
        {
            return (FederationRefusals.HereAlready, Guid.Empty);
        }
        if (Inside(package, statement.KeyName) is not { } people)
        {
            return (FederationRefusals.NotOpened.With(sender.Name), Guid.Empty);
        }
        return await Bring(new(sender, package, people, before, document), organisation, actor, cancel);
    }

    /// <summary>The people of a package; null where it does not open, or was not put into this package by who signed it.</summary>
    private HandedPeople? Inside(MemberPackage package, string signer)
    {
        if (PackageSeal.Open(package.Sealed, receiving.Own) is not { } plain)
        {
            return null;
        }
        try
        {
            return HandedPeople.Read(plain) is { } people && people.Package == package.Id && people.Signer == signer ? people : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private async Task<(Decision<PeopleReceived> Decision, Guid Batch)> Bring(Came came, Guid organisation, Actor actor, CancellationToken cancel)
    {
        var (sender, package, people) = (came.Sender, came.Package, came.People.People);
        var pushed = new PushedRows(
            ImportKind.Members, organisation, null, Authority.OtherInstitution, words["federation.package-name", sender.Name, package.Number], null, actor.Name, came.Document.Length, SHA256.HashData(came.Document),
            [.. people.Select(p => p.Values.ToDictionary(v => v.Element, v => v.Value))])
        {
            Past = [.. people.Select(p => p.Past)],
        };
        var brought = await rows.Run(pushed, actor, cancel);
        if (brought.Fact is not { } batch)
        {
            return (brought.Refusal! with { Field = brought.Refusal.Field == "organisation" ? "Form.Organisation" : "Form.Package" }, Guid.Empty);
        }
        if (came.Before is { } again)
        {
            (again.BatchId, again.EnteredAt, again.EnteredByName) = (batch.SubjectId, time.Now, actor.Name);
        }
        else
        {
            db.Add(new ReceivedPackage
            {
                Id = package.Id, SenderId = sender.Id, Number = package.Number, People = people.Count, BatchId = batch.SubjectId, MadeAt = package.MadeAt.ToUniversalTime(), EnteredAt = time.Now, EnteredByName = actor.Name,
            });
        }
        var fact = new PeopleReceived(package.Id, FencedScope.WholeInstitution, sender.Name, package.Number, people.Count, batch.SubjectId);
        return (await journal.Record<PeopleReceived>(fact, actor, cancel), batch.SubjectId);
    }

    /// <summary>A package that is believed and opened.</summary>
    /// <param name="Before">The same, where it came before and its import was given up or undone.</param>
    private sealed record Came(Senders.Sender Sender, MemberPackage Package, HandedPeople People, ReceivedPackage? Before, byte[] Document);
}
