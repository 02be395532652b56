using Zhijian.Modules.People.Posts;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Browse;

/// <summary>Everything the page of one member shows, in one round trip.</summary>
internal sealed class MemberQuery(Fence fence, SealedRows seals, ConsentsQuery consents, PastRecordBook past)
{
    public async Task<MemberDetail?> Run(Guid id, Actor actor, CancellationToken cancel)
    {
        using var sets = await fence.Sets(
            $"""
            select m.id, m.path, m.organisation_id as OrganisationId, m.group_id as GroupId, m.name, m.institution_number as InstitutionNumber, m.category, m.state, m.join_date as JoinDate, m.full_member_date as FullMemberDate,
              m.sex_code as SexCode, m.education_code as EducationCode, m.work_post_code as WorkPostCode, m.grade, m.class_name as ClassName, m.expected_graduation_date as ExpectedGraduationDate, m.fixed_phone as FixedPhone,
              m.data_key as DataKey, m.ethnic_code as EthnicCode, m.birth_date as BirthDate, m.identity_number as IdentityNumber, m.mobile_number as MobileNumber, m.home_address as HomeAddress, m.lost_contact_since as LostContactSince, m.floating_since as FloatingSince, m.floating_to as FloatingTo, m.left_on as LeftOn, m.leave_reason as LeaveReason, m.restricted_since as RestrictedSince, m.version,
              o.name as OrganisationName, g.name as GroupName
            from member m left join organisation o on o.id = m.organisation_id left join organisation g on g.id = m.group_id where m.id = @id;
            select s."from", s.until, s.reason, s.organisation_id as OrganisationId, o.name as OrganisationName from membership s left join organisation o on o.id = s.organisation_id where s.member_id = @id order by s."from" desc, s.id desc limit 50;
            select {PostsQuery.Columns} from post_holding h left join organisation o on o.id = h.organisation_id left join member m on m.id = h.member_id where h.member_id = @id order by h.until desc nulls first, h."from" desc limit 50;
            select fact, at, actor_name as ActorName from journal where subject_id = @id and fact <> 'ValueRevealed' order by id desc limit 12;
            select at, actor_name as ActorName, post, body ->> 'field' as Field, body ->> 'reason' as Reason, body ->> 'note' as Note from journal where subject_id = @id and fact = 'ValueRevealed' and member_id <> @id order by id desc limit 20;
            {PastRecordBook.OfOne};
            {ConsentsQuery.Newest};
            """, new { id }, cancel);
        if (await sets.ReadFirstOrDefaultAsync<MemberSheet>() is not { } sheet || MemberSight.Of(actor, sheet.Id, sheet.Path) is not { } sight)
        {
            return null;
        }
        var member = sheet.ToMember();
        seals.Unlock(member, PeopleRows.MemberTable);
        return new MemberDetail(
            sheet, member, sight, [.. await sets.ReadAsync<MembershipRow>()], [.. await sets.ReadAsync<PostRow>()], [.. await sets.ReadAsync<TraceRow>()], [.. await sets.ReadAsync<RevealRow>()],
            past.Open(await sets.ReadAsync<KeptPast>(), member.DataKey), consents.Of(await sets.ReadAsync<ConsentRow>()));
    }
}

/// <summary>One member with where they belonged, their posts and what was done to their data.</summary>
/// <param name="Consents">How the member's consents stand.</param>
/// <param name="Past">What other institutions state about their past, as they brought it along.</param>
/// <param name="Reveals">Who saw sealed values of the member in the clear; newest first.</param>
public sealed record MemberDetail(
    MemberSheet Sheet, Member Member, Sight Sight, IReadOnlyList<MembershipRow> Memberships, IReadOnlyList<PostRow> Posts, IReadOnlyList<TraceRow> Traces, IReadOnlyList<RevealRow> Reveals, IReadOnlyList<PastEntry> Past, Consents Consents);

/// <summary>A member's row as read for showing.</summary>
public sealed class MemberSheet
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public Guid OrganisationId { get; set; }

    public string? OrganisationName { get; set; }

    public Guid? GroupId { get; set; }

    public string? GroupName { get; set; }

    public string Name { get; set; } = "";

    public string? InstitutionNumber { get; set; }

    public string Category { get; set; } = "";

    public string State { get; set; } = "";

    public DateOnly? JoinDate { get; set; }

    public DateOnly? FullMemberDate { get; set; }

    public string? SexCode { get; set; }

    public string? EducationCode { get; set; }

    public string? WorkPostCode { get; set; }

    public string? Grade { get; set; }

    public string? ClassName { get; set; }

    public DateOnly? ExpectedGraduationDate { get; set; }

    public string? FixedPhone { get; set; }

    public byte[]? DataKey { get; set; }

    public byte[]? EthnicCode { get; set; }

    public byte[]? BirthDate { get; set; }

    public byte[]? IdentityNumber { get; set; }

    public byte[]? MobileNumber { get; set; }

    public byte[]? HomeAddress { get; set; }

    public DateOnly? LostContactSince { get; set; }

    public DateOnly? FloatingSince { get; set; }

    public byte[]? FloatingTo { get; set; }

    public DateOnly? LeftOn { get; set; }

    public string? LeaveReason { get; set; }

    public DateOnly? RestrictedSince { get; set; }

    public int Version { get; set; }

    /// <summary>The same as the thing, for the rules of sight; its sealed values are not opened yet.</summary>
    public Member ToMember() => new()
    {
        Id = Id, OrganisationId = OrganisationId, Path = Path, GroupId = GroupId, Name = Name, InstitutionNumber = InstitutionNumber,
        Category = Enum.Parse<Rules.MemberCategory>(Category), State = Enum.Parse<MembershipState>(State), JoinDate = JoinDate, FullMemberDate = FullMemberDate,
        SexCode = SexCode, EducationCode = EducationCode, WorkPostCode = WorkPostCode, Grade = Grade, ClassName = ClassName, ExpectedGraduationDate = ExpectedGraduationDate, FixedPhone = FixedPhone, DataKey = DataKey,
        EthnicCode = Of(EthnicCode), BirthDate = Of(BirthDate), IdentityNumber = Of(IdentityNumber), MobileNumber = Of(MobileNumber), HomeAddress = Of(HomeAddress), LostContactSince = LostContactSince, FloatingSince = FloatingSince, FloatingTo = Of(FloatingTo), LeftOn = LeftOn,
        LeaveReason = LeaveReason is null ? null : Enum.Parse<LeaveReason>(LeaveReason), RestrictedSince = RestrictedSince, Version = Version,
    };

    private static Restricted? Of(byte[]? stored) => stored is null ? null : Restricted.Read(stored);
}

/// <summary>Where the member belonged from one day to another.</summary>
public sealed class MembershipRow
{
    public DateOnly From { get; set; }

    public DateOnly? Until { get; set; }

    public string? Reason { get; set; }

    public Guid OrganisationId { get; set; }

    public string? OrganisationName { get; set; }
}

/// <summary>One line of what was done to a member's data.</summary>
public sealed class TraceRow
{
    public string Fact { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public string ActorName { get; set; } = "";
}

/// <summary>That somebody saw a sealed value of the member in the clear, and why.</summary>
public sealed class RevealRow
{
    public DateTimeOffset At { get; set; }

    public string ActorName { get; set; } = "";

    public string? Post { get; set; }

    /// <summary>Null once the detail is over its term and was erased.</summary>
    public string? Field { get; set; }

    public string? Reason { get; set; }

    public string? Note { get; set; }
}
