using System.Text.Json;
using Zhijian.Modules.People.Enter;
using Zhijian.Modules.People.Interface;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Exchange;

/// <summary>Members as connected systems follow them.</summary>
internal sealed class MemberChanges(Fence fence) : IExchangedKind
{
    public string Kind => "member";

    public IReadOnlyList<string> Elements { get; } =
        ["name", "organisationId", "category", "state", "institutionNumber", "joinDate", "fullMemberDate", "workPostCode", "grade", "className", "expectedGraduationDate", "leftOn"];

    public IReadOnlyList<ChangingFact> Facts { get; } =
    [
        new(typeof(MemberAdded)), new(typeof(MemberTakenOut)), new(typeof(MemberCorrected)), new(typeof(MemberMoved), FromIn: "from"), new(typeof(MemberDeparted)), new(typeof(MemberRestricted)), new(typeof(RestrictionLifted)),
    ];

    /// <summary>Of restricted data others get what duty asks (PIPL Art. 44).</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>(
            """
            select id, name, organisation_id as OrganisationId, category, state, join_date as JoinDate, full_member_date as FullMemberDate, left_on as LeftOn,
              case when restricted_since is null then institution_number end as InstitutionNumber, case when restricted_since is null then work_post_code end as WorkPostCode,
              case when restricted_since is null then grade end as Grade, case when restricted_since is null then class_name end as ClassName,
              case when restricted_since is null then expected_graduation_date end as ExpectedGraduationDate
            from member where id = any(@ids)
            """, new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["name"] = r.Name, ["organisationId"] = r.OrganisationId, ["category"] = r.Category, ["state"] = r.State, ["institutionNumber"] = r.InstitutionNumber, ["joinDate"] = r.JoinDate,
            ["fullMemberDate"] = r.FullMemberDate, ["workPostCode"] = r.WorkPostCode, ["grade"] = r.Grade, ["className"] = r.ClassName, ["expectedGraduationDate"] = r.ExpectedGraduationDate, ["leftOn"] = r.LeftOn,
        });
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public Guid OrganisationId { get; set; }

        public string Category { get; set; } = "";

        public string State { get; set; } = "";

        public string? InstitutionNumber { get; set; }

        public DateOnly? JoinDate { get; set; }

        public DateOnly? FullMemberDate { get; set; }

        public string? WorkPostCode { get; set; }

        public string? Grade { get; set; }

        public string? ClassName { get; set; }

        public DateOnly? ExpectedGraduationDate { get; set; }

        public DateOnly? LeftOn { get; set; }
    }
}

/// <summary>Posts as connected systems follow them.</summary>
internal sealed class PostChanges(Fence fence) : IExchangedKind
{
    public string Kind => "post";

    public IReadOnlyList<string> Elements { get; } = ["post", "memberId", "organisationId", "from", "until"];

    public IReadOnlyList<ChangingFact> Facts { get; } = [new(typeof(PostTaken), "holdingId"), new(typeof(PostEnded), "holdingId"), new(typeof(PostTakenOut), "holdingId")];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, object?>>> Read(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>("""select id, post, member_id as MemberId, organisation_id as OrganisationId, "from" as Since, until from post_holding where id = any(@ids)""", new { ids = ids.ToArray() }, cancel);
        return rows.ToDictionary(r => r.Id, r => (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>
        {
            ["post"] = r.Post, ["memberId"] = r.MemberId, ["organisationId"] = r.OrganisationId, ["from"] = r.Since, ["until"] = r.Until,
        });
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Post { get; set; } = "";

        public Guid MemberId { get; set; }

        public Guid OrganisationId { get; set; }

        public DateOnly Since { get; set; }

        public DateOnly? Until { get; set; }
    }
}

/// <summary>Members that a connected system brings: entered and corrected by the actions of the pages, with their rules.</summary>
internal sealed class TakesMembers(AddMemberAction add, CorrectMemberAction correct, ZhijianDb db) : ITakesRecords
{
    public static string Plural => "members";

    public static Type Body => typeof(ExchangedMember);

    public static IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Edit];

    public async Task<PutRecord> Put(Guid? id, JsonElement record, Func<string, Task<Guid?>> organisationOf, Actor actor, CancellationToken cancel)
    {
        var body = record.Deserialize<ExchangedMember>(BroughtJson.Form)!;
        var organisation = body.OrganisationId ?? (body.OrganisationKey is { } key ? await organisationOf(key) : null);
        return id is { } known ? await Change(known, organisation, body, actor, cancel) : await Create(organisation, body, actor, cancel);
    }

    private async Task<PutRecord> Create(Guid? organisation, ExchangedMember body, Actor actor, CancellationToken cancel)
    {
        if (organisation is not { } branch)
        {
            return PutRecord.Of(PeopleRefusals.NoSuchOrganisation.At("organisationId"));
        }
        if (body.Category is not { } category)
        {
            return PutRecord.Of(PlatformRefusals.Required.At("category"));
        }
        var (decision, member) = await add.Run(branch, body.Values with { Category = category }, body.Since, actor, cancel);
        return MembersApi.InBody(decision).Refusal is { } refusal ? PutRecord.Of(refusal) : new PutRecord(PutResult.Created, member!.Id, member.Path);
    }

    /// <summary>Another branch is a move, which has a day and a reason of its own and is nobody's correction.</summary>
    private async Task<PutRecord> Change(Guid id, Guid? organisation, ExchangedMember body, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FindAsync([id], cancel) is not { } member)
        {
            return PutRecord.Of(PlatformRefusals.Missing);
        }
        if (organisation is { } elsewhere && elsewhere != member.OrganisationId)
        {
            return PutRecord.Of(PeopleRefusals.NotAMove.At("organisationId"));
        }
        if (IsAsSent(member, body))
        {
            return new PutRecord(PutResult.Unchanged, id, member.Path);
        }
        var (decision, _) = await correct.Run(id, body.Over, member.Version, actor, cancel);
        return MembersApi.InBody(decision) switch
        {
            { Refusal: { } refusal } => PutRecord.Of(refusal),
            { Fact: { } fact } => new PutRecord(fact.Fields.Count > 0 ? PutResult.Changed : PutResult.Unchanged, id, member.Path),
            _ => PutRecord.Of(PlatformRefusals.Missing),
        };
    }

    /// <summary>Whether nothing would be corrected, so that no trace is left of it. Sealed values are compared as they are typed.</summary>
    private static bool IsAsSent(Member member, ExchangedMember body)
    {
        var after = body.Over(member);
        return after.Name?.Trim() == member.Name && after.Category == member.Category && after.InstitutionNumber == member.InstitutionNumber && after.JoinDate == member.JoinDate && after.FullMemberDate == member.FullMemberDate
            && after.SexCode == member.SexCode && after.EducationCode == member.EducationCode && after.WorkPostCode == member.WorkPostCode && after.Grade == member.Grade && after.ClassName == member.ClassName
            && after.ExpectedGraduationDate == member.ExpectedGraduationDate && after.FixedPhone == member.FixedPhone
            && Same(after.EthnicCode, member.EthnicCode) && Same(after.IdentityNumber, member.IdentityNumber) && Same(after.MobileNumber, member.MobileNumber) && Same(after.HomeAddress, member.HomeAddress)
            && Same(after.BirthDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), member.BirthDate);

        static bool Same(string? sent, Platform.Sealing.Restricted? kept) => sent is null || sent == kept?.Plain;
    }
}

/// <summary>A member as a connected system sends it. Of one that is known, what is left out stays as it is.</summary>
/// <param name="OrganisationId">The branch; needed for a new member, here or as organisationKey.</param>
/// <param name="OrganisationKey">The source key by which the same client brought the branch.</param>
/// <param name="Since">The first day in the branch; today if left out. Only of a new member.</param>
/// <param name="Category">Needed for a new member.</param>
/// <param name="SexCode">GB/T 2261.1: 0, 1, 2 or 9.</param>
/// <param name="EthnicCode">GB/T 3304: 01 to 56.</param>
/// <param name="EducationCode">GB/T 4658.</param>
/// <param name="IdentityNumber">GB 11643, 18 characters; must agree with sex and birth date.</param>
internal sealed record ExchangedMember(
    string? Name = null, Guid? OrganisationId = null, string? OrganisationKey = null, DateOnly? Since = null, Rules.MemberCategory? Category = null, string? InstitutionNumber = null, DateOnly? JoinDate = null,
    DateOnly? FullMemberDate = null, string? SexCode = null, string? EducationCode = null, string? WorkPostCode = null, string? Grade = null, string? ClassName = null, DateOnly? ExpectedGraduationDate = null,
    string? FixedPhone = null, string? EthnicCode = null, DateOnly? BirthDate = null, string? IdentityNumber = null, string? MobileNumber = null, string? HomeAddress = null)
{
    internal MemberData Values => new()
    {
        Name = Name, Category = default, InstitutionNumber = InstitutionNumber, JoinDate = JoinDate, FullMemberDate = FullMemberDate, SexCode = SexCode, EducationCode = EducationCode, WorkPostCode = WorkPostCode, Grade = Grade,
        ClassName = ClassName, ExpectedGraduationDate = ExpectedGraduationDate, FixedPhone = FixedPhone, EthnicCode = EthnicCode, BirthDate = BirthDate, IdentityNumber = IdentityNumber, MobileNumber = MobileNumber, HomeAddress = HomeAddress,
    };

    internal MemberData Over(Member before) => new MemberChange(
        Name, Category, InstitutionNumber, JoinDate, FullMemberDate, SexCode, EducationCode, WorkPostCode, Grade, ClassName, ExpectedGraduationDate, FixedPhone, EthnicCode, BirthDate, IdentityNumber, MobileNumber, HomeAddress).Over(before);
}
