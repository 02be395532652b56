using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access.Accounts;

/// <summary>Invites members to their accounts: makes the account where there is none, and a code that is told once.</summary>
internal sealed class InviteMembersAction(ZhijianDb db, ManagedAccountQuery managed, InviteAction invite)
{
    /// <summary>A printed list is cut out and handed over; longer ones belong to the import of codes.</summary>
    public const int MostAtOnce = 300;

    /// <summary>Everybody of an organisation's branches who has no password yet.</summary>
    public async Task<(Refusal? Refusal, IReadOnlyList<InvitedPerson> Invited)> All(string path, Actor actor, CancellationToken cancel)
    {
        var end = path + "~";
        var accounts = db.Accounts;
        var waiting = await db.Members.Where(m => m.LeftOn == null && string.Compare(m.Path, path) >= 0 && string.Compare(m.Path, end) < 0 && !accounts.Any(a => a.MemberId == m.Id && a.PasswordHash != null))
            .OrderBy(m => m.Path).ThenBy(m => m.Name).Take(MostAtOnce + 1).ToListAsync(cancel);
        if (waiting.Count > MostAtOnce)
        {
            return (AccessRefusals.TooManyAtOnce.With(MostAtOnce), []);
        }
        List<InvitedPerson> invited = [];
        foreach (var member in waiting)
        {
            if (await One(member, null, actor, cancel) is { Refusal: null } done)
            {
                invited.Add(done.Invited!);
            }
        }
        return (invited.Count == 0 ? AccessRefusals.NobodyWaits : null, invited);
    }

    /// <summary>One member, with a new code or one brought from outside.</summary>
    public async Task<(Refusal? Refusal, InvitedPerson? Invited)> One(Member member, string? code, Actor actor, CancellationToken cancel)
    {
        var account = await db.Accounts.FirstOrDefaultAsync(a => a.MemberId == member.Id, cancel);
        if (account is null)
        {
            account = new Account { MemberId = member.Id, DisplayName = member.Name, Path = member.Path, SecurityStamp = Guid.NewGuid().ToString("N"), UserName = await FreeName(member, cancel) };
            account.NormalizedUserName = account.UserName.ToUpperInvariant();
            if (!await managed.Manages(account, actor, cancel))
            {
                return (PlatformRefusals.Missing, null);
            }
            db.Add(account);
        }
        else if (!await managed.Manages(account, actor, cancel))
        {
            return (PlatformRefusals.Missing, null);
        }
        var (decision, told) = await invite.Run(account, code, actor, cancel);
        return decision.Refusal is { } refusal ? (refusal, null) : (null, new InvitedPerson(member.Name, account.UserName!, told!, decision.Fact!.Until));
    }

    /// <summary>The institution number where the person has one, else a random name: never anything else about the person.</summary>
    private async Task<string> FreeName(Member member, CancellationToken cancel)
    {
        if (member.InstitutionNumber is { Length: > 0 } number)
        {
            var normalised = number.ToUpperInvariant();
            if (!await db.Accounts.AnyAsync(a => a.NormalizedUserName == normalised, cancel))
            {
                return number;
            }
        }
        return "zj" + InvitationCode.Plain(InvitationCode.New())[..8].ToLowerInvariant();
    }
}

/// <summary>A person who was invited, with the code that is told once.</summary>
internal sealed record InvitedPerson(string Name, string UserName, string Code, DateTimeOffset Until);

/// <summary>Why something about accounts can't be done.</summary>
internal static class AccessRefusals
{
    public static readonly Refusal TooManyAtOnce = new("access.too-many-at-once", RefusalKind.BadInput, "Form.Organisation");
    public static readonly Refusal NobodyWaits = new("access.nobody-waits", RefusalKind.NotAllowedNow, "Form.Organisation");
    public static readonly Refusal UnknownPerson = new("access.unknown-person", RefusalKind.BadInput);
    public static readonly Refusal CodeTooShort = new("access.code-too-short", RefusalKind.BadInput);
    public static readonly Refusal CodePersonal = new("access.code-personal", RefusalKind.BadInput);
    public static readonly Refusal CodeTwice = new("access.code-twice", RefusalKind.BadInput);
    public static readonly Refusal PersonTwice = new("access.person-twice", RefusalKind.BadInput);

    /// <summary>Values: how many lines, the most.</summary>
    public static readonly Refusal TooManyLines = new("access.too-many-lines", RefusalKind.BadInput, "Form.Codes");
    public static readonly Refusal EmptyFile = new("access.empty-file", RefusalKind.BadInput, "Form.Codes");

    /// <summary>The file is no text: most often a workbook that was not saved as CSV.</summary>
    public static readonly Refusal NotAText = new("access.not-a-text", RefusalKind.BadInput, "Form.Codes");
}
