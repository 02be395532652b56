using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access.Accounts;

/// <summary>
/// Takes one-time codes that the institution made itself (two columns: institution number or user name, code). A code must be long enough,
/// its own for each person, and not made from the person's number.
/// </summary>
internal sealed class ImportCodesAction(ZhijianDb db, InviteMembersAction invite)
{
    public const int MostLines = 2000;

    public async Task<IReadOnlyList<ImportedCode>> Run(string lines, Actor actor, CancellationToken cancel)
    {
        HashSet<string> used = [];
        List<ImportedCode> told = [];
        var number = 0;
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostLines))
        {
            number++;
            var fields = line.Split([',', '\t', ';', '，'], 2, StringSplitOptions.TrimEntries);
            var who = fields[0].Trim('"', '\uFEFF');
            told.Add(new ImportedCode(number, who, await One(who, fields.Length > 1 ? fields[1].Trim('"') : "", used, actor, cancel)));
        }
        return told;
    }

    private async Task<Refusal?> One(string who, string code, HashSet<string> used, Actor actor, CancellationToken cancel)
    {
        var plain = InvitationCode.Plain(code);
        if (plain.Length < InvitationCode.ShortestImported)
        {
            return AccessRefusals.CodeTooShort.With(InvitationCode.ShortestImported);
        }
        var normalised = who.ToUpperInvariant();
        var accounts = db.Accounts;
        var member = await db.Members.FirstOrDefaultAsync(m => m.LeftOn == null && (m.InstitutionNumber == who || accounts.Any(a => a.NormalizedUserName == normalised && a.MemberId == m.Id)), cancel);
        if (member is null)
        {
            return AccessRefusals.UnknownPerson;
        }
        string?[] personal = [who, member.InstitutionNumber, member.Name, member.BirthDate?.Plain, member.IdentityNumber?.Plain is { Length: 18 } id ? id[^6..] : null, member.MobileNumber?.Plain];
        if (plain.Distinct().Count() < 4 || personal.Any(p => p is not null && InvitationCode.Plain(p) is { Length: >= 4 } known && plain.Contains(known, StringComparison.Ordinal)))
        {
            return AccessRefusals.CodePersonal;
        }
        return used.Add(plain) ? (await invite.One(member, code, actor, cancel)).Refusal : AccessRefusals.CodeTwice;
    }
}

/// <summary>What became of one line; no refusal: the code holds.</summary>
internal sealed record ImportedCode(int Line, string Who, Refusal? Refusal);
