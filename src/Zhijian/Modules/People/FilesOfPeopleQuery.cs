using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.People;

/// <summary>
/// The files of people who go to another institution: what is kept of them by data element, opened, and where they belonged and what they held. The one door for the module that hands people on,
/// which asks for the right and leaves the trace.
/// </summary>
internal sealed class FilesOfPeopleQuery(ZhijianDb db, Fence fence, PastRecordBook past, InstitutionTime time)
{
    /// <summary>
    /// What goes along, by the id of its data element. Left out is what this institution gave and what means nothing elsewhere (its number, work post, grade, class and their end), and what rests
    /// on a consent that was given to this institution alone (home address, fixed telephone).
    /// </summary>
    public static IReadOnlyDictionary<string, string> Elements { get; } = new Dictionary<string, string>
    {
        ["person.full-name"] = nameof(Member.Name),
        ["person.category"] = nameof(Member.Category),
        ["person.identity-number"] = nameof(Member.IdentityNumber),
        ["person.sex"] = nameof(Member.SexCode),
        ["person.birth-date"] = nameof(Member.BirthDate),
        ["person.ethnic-group"] = nameof(Member.EthnicCode),
        ["person.education"] = nameof(Member.EducationCode),
        ["person.join-date"] = nameof(Member.JoinDate),
        ["person.full-member-date"] = nameof(Member.FullMemberDate),
        ["person.mobile-number"] = nameof(Member.MobileNumber),
    };

    /// <summary>Whom one may want to hand on: of this name or institution number; where nothing is asked, those who left by a transfer, the last first.</summary>
    public Task<List<PersonToHandOn>> Choices(string? sought, int most, CancellationToken cancel) => fence.Rows<PersonToHandOn>(
        $"""
        select m.id, m.name, m.institution_number as InstitutionNumber, m.left_on as LeftOn, m.leave_reason as LeaveReason, o.name as OrganisationName
        from member m left join organisation o on o.id = m.organisation_id
        where m.restricted_since is null and {(string.IsNullOrWhiteSpace(sought) ? "m.left_on is not null and m.leave_reason = 'TransferredOut'" : "(m.name = @name or m.institution_number = @name)")}
        order by m.left_on desc nulls last, m.name, m.id limit @most
        """, new { name = sought?.Trim(), most }, cancel);

    /// <summary>The files of those within sight, in no order; whose data are restricted is left out.</summary>
    /// <param name="institution">By which name this institution states what it knows itself.</param>
    public async Task<IReadOnlyList<PersonFile>> Of(IReadOnlyCollection<Guid> ids, string institution, CancellationToken cancel)
    {
        var asked = ids.ToArray();
        var members = await db.Members.AsNoTracking().Where(m => asked.Contains(m.Id) && m.RestrictedSince == null).ToListAsync(cancel);
        var memberships = (await fence.Rows<SpanRow>(
            "select s.member_id as MemberId, s.\"from\", s.until, o.name as Organisation from membership s left join organisation o on o.id = s.organisation_id where s.member_id = any(@asked)", new { asked }, cancel)).ToLookup(r => r.MemberId);
        var posts = (await fence.Rows<SpanRow>(
            "select h.member_id as MemberId, h.\"from\", h.until, o.name as Organisation, h.post as What from post_holding h left join organisation o on o.id = h.organisation_id where h.member_id = any(@asked)", new { asked }, cancel)).ToLookup(r => r.MemberId);
        var before = await past.Of(asked, cancel);
        var today = time.Today;
        return
        [
            .. members.Select(m => new PersonFile(m.Id, m.Path, m.Name, ValuesOf(m),
            [
                new PastEntry(PastKind.State, null, m.State.ToString(), null, null, institution, today),
                .. memberships[m.Id].Select(s => new PastEntry(PastKind.Membership, s.Organisation, null, s.From, s.Until, institution, today)),
                .. posts[m.Id].Select(s => new PastEntry(PastKind.Post, s.Organisation, s.What, s.From, s.Until, institution, today)),
                .. before[m.Id],
            ])),
        ];
    }

    private static Dictionary<string, string> ValuesOf(Member member) => Elements
        .Select(e => (e.Key, Value: e.Value == nameof(Member.Category) ? member.Category.ToString() : member.DataKey is null && MemberField.Find(e.Value)!.IsSealed ? null : MemberField.Find(e.Value)!.ValueOf(member)))
        .Where(e => !string.IsNullOrEmpty(e.Value)).ToDictionary(e => e.Key, e => e.Value!);

    private sealed class SpanRow
    {
        public Guid MemberId { get; set; }

        public DateOnly From { get; set; }

        public DateOnly? Until { get; set; }

        public string? Organisation { get; set; }

        public string? What { get; set; }
    }
}

/// <summary>Somebody who can be handed on.</summary>
internal sealed class PersonToHandOn
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string? InstitutionNumber { get; set; }

    public string? OrganisationName { get; set; }

    public DateOnly? LeftOn { get; set; }

    public string? LeaveReason { get; set; }
}

/// <summary>What is handed on of one person.</summary>
/// <param name="Values">By the id of the data element, in the clear.</param>
/// <param name="Past">The newest institution's own lines first.</param>
internal sealed record PersonFile(Guid Id, string Path, string Name, IReadOnlyDictionary<string, string> Values, IReadOnlyList<PastEntry> Past);
