using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Invitations;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Access.Accounts;

/// <summary>
/// Takes one-time codes that the institution made itself (two columns: institution number or user name, code). A code must be long enough,
/// its own for each person, and not made from the person's number. A wrong line is told with its number and hinders no other.
/// </summary>
internal sealed class ImportCodesAction(ZhijianDb db, Fence fence, InviteMembersAction invite)
{
    public const int MostLines = 2000;

    private static readonly string[] Headings = ["code", "代码", "邀请码", "一次性代码"];
    private static readonly char[] Separators = [',', '\t', ';', '，', '；'];

    /// <summary>What is no text and too many lines are refused as a whole: a file of which half was taken would have to be sorted out by hand.</summary>
    public async Task<(Refusal? Refusal, IReadOnlyList<ImportedCode> Told)> Run(string text, Actor actor, CancellationToken cancel)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return (AccessRefusals.NotAText, []);
        }
        var lines = text.Split('\n').Select((line, i) => (Number: i + 1, Text: line.Trim())).Where(l => l.Text.Length > 0 && !(l.Number == 1 && IsHeading(l.Text))).ToList();
        if (lines.Count > MostLines)
        {
            return (AccessRefusals.TooManyLines.With(lines.Count, MostLines), []);
        }
        var asked = lines.Select(l => Read(l.Number, l.Text)).ToList();
        var members = await Members(asked.Select(a => a.Who), cancel);
        var taken = await Taken(asked.Select(a => a.Code), cancel);
        HashSet<Guid> people = [];
        List<ImportedCode> told = [];
        foreach (var one in asked)
        {
            told.Add(new ImportedCode(one.Line, one.Who, await One(one, members.GetValueOrDefault(one.Who.ToUpperInvariant()), taken, people, actor, cancel)));
        }
        return (null, told);
    }

    private async Task<Refusal?> One(AskedCode asked, Member? member, HashSet<string> taken, HashSet<Guid> people, Actor actor, CancellationToken cancel)
    {
        var plain = InvitationCode.Plain(asked.Code);
        if (plain.Length < InvitationCode.ShortestImported)
        {
            return AccessRefusals.CodeTooShort.With(InvitationCode.ShortestImported);
        }
        if (member is null)
        {
            return AccessRefusals.UnknownPerson;
        }
        string?[] personal = [asked.Who, member.InstitutionNumber, member.Name, member.BirthDate?.Plain, member.IdentityNumber?.Plain is { Length: 18 } id ? id[^6..] : null, member.MobileNumber?.Plain];
        if (plain.Distinct().Count() < 4 || personal.Any(p => p is not null && InvitationCode.Plain(p) is { Length: >= 4 } known && plain.Contains(known, StringComparison.Ordinal)))
        {
            return AccessRefusals.CodePersonal;
        }
        if (people.Contains(member.Id))
        {
            return AccessRefusals.PersonTwice;
        }
        if (taken.Contains(plain))
        {
            return AccessRefusals.CodeTwice;
        }
        var (refusal, _) = await invite.One(member, asked.Code, actor, cancel);
        if (refusal is null)
        {
            taken.Add(plain);
            people.Add(member.Id);
        }
        return refusal;
    }

    /// <summary>Those inside the scope, by what the lines call them.</summary>
    private async Task<Dictionary<string, Member>> Members(IEnumerable<string> called, CancellationToken cancel)
    {
        var names = called.Where(c => c.Length > 0).SelectMany(c => new[] { c, c.ToUpperInvariant() }).Distinct().ToList();
        var byNumber = await db.Members.Where(m => m.LeftOn == null && names.Contains(m.InstitutionNumber!)).ToListAsync(cancel);
        var byAccount = await (from m in db.Members join a in db.Accounts on m.Id equals a.MemberId where m.LeftOn == null && names.Contains(a.NormalizedUserName!) select new { a.NormalizedUserName, Member = m }).ToListAsync(cancel);
        Dictionary<string, Member> found = [];
        foreach (var (name, member) in byNumber.Select(m => (m.InstitutionNumber!.ToUpperInvariant(), m)).Concat(byAccount.Select(a => (a.NormalizedUserName!, a.Member))))
        {
            found.TryAdd(name, member);
        }
        return found;
    }

    /// <summary>Codes that were given out before, whoever has them: one code opens one account.</summary>
    private async Task<HashSet<string>> Taken(IEnumerable<string> codes, CancellationToken cancel)
    {
        var byHash = codes.Select(InvitationCode.Plain).Distinct().ToDictionary(c => Convert.ToHexString(InvitationCode.Hash(c)));
        var known = await fence.RowsAs<byte[]>(SystemActors.SignIn, "select hash from account_invitation where hash = any(@hashes)", new { hashes = byHash.Keys.Select(Convert.FromHexString).ToArray() }, cancel);
        return [.. known.Select(h => byHash[Convert.ToHexString(h)])];
    }

    /// <summary>A first line that names the columns.</summary>
    private static bool IsHeading(string line) => Headings.Contains(Read(1, line).Code.ToLowerInvariant());

    private static AskedCode Read(int number, string line)
    {
        var fields = line.Split(Separators, 2, StringSplitOptions.TrimEntries);
        return new AskedCode(number, fields[0].Trim('"', ' '), fields.Length > 1 ? fields[1].Trim('"', ' ') : "");
    }

    private sealed record AskedCode(int Line, string Who, string Code);
}

/// <summary>What became of one line; no refusal: the code holds.</summary>
internal sealed record ImportedCode(int Line, string Who, Refusal? Refusal);
