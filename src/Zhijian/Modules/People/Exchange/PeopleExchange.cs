using System.Text.Json;
using Zhijian.Modules.People.Enter;
using Zhijian.Modules.People.Interface;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exchange;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

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
internal sealed class TakesMembers(AddMemberAction add, CorrectMemberAction correct, ZhijianDb db, InventedPeople invented, InstitutionTime time) : ITakesRecords
{
    public static string Plural => "members";

    public static string EntityKind => nameof(Member);

    public static Type Body => typeof(ExchangedMember);

    public static IReadOnlyList<string> Acts => [PeopleActs.See, PeopleActs.Edit];

    public async Task<PutRecord> Put(Guid? id, JsonElement record, IBringsRecord bringing, Actor actor, CancellationToken cancel)
    {
        var body = record.Deserialize<ExchangedMember>(BroughtJson.Form)!;
        var organisation = body.OrganisationId ?? (body.OrganisationKey is { } key ? await bringing.OrganisationOf(key, cancel) : null);
        return id is { } known ? await Change(known, organisation, body, bringing, actor, cancel) : await Create(organisation, body, actor, cancel);
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
        var data = body.Values with { Category = category };
        var (decision, member) = await add.Run(branch, data, body.Since, actor, cancel);
        return MembersApi.InBody(decision).Refusal is { } refusal ? PutRecord.Of(refusal)
            : new PutRecord(PutResult.Created, member!.Id, member.Path) { Set = [nameof(Member.Category), .. MemberField.All.Where(f => f.TypedIn(data) is not null).Select(f => f.Name)], Version = member.Version };
    }

    /// <summary>Another branch is a move, which has a day and a reason of its own and is nobody's correction.</summary>
    private async Task<PutRecord> Change(Guid id, Guid? organisation, ExchangedMember body, IBringsRecord bringing, Actor actor, CancellationToken cancel)
    {
        if (await db.Members.FindAsync([id], cancel) is not { } member)
        {
            return PutRecord.Of(PlatformRefusals.Missing);
        }
        if (organisation is { } elsewhere && elsewhere != member.OrganisationId)
        {
            return PutRecord.Of(PeopleRefusals.NotAMove.At("organisationId"));
        }
        // What can't be right is refused as a whole, also where it would be withheld: a conflict is between two values that could both be.
        if (MemberDataRules.Check(body.Over(member), member, time.Today, invented.Allowed, out var data) is { } wrong)
        {
            return PutRecord.Of(MembersApi.InBody<MemberCorrected>(wrong).Refusal!);
        }
        var withheld = await bringing.Withhold(id, [.. Changes(member, data!)], cancel);
        var allowed = Allowed(member, data!, withheld);
        if (!Changes(member, allowed).Any())
        {
            // No trace is left of it.
            return new PutRecord(PutResult.Unchanged, id, member.Path) { Withheld = withheld };
        }
        var (decision, _) = await correct.Run(id, _ => allowed, member.Version, actor, cancel);
        return MembersApi.InBody(decision) switch
        {
            { Refusal: { } refusal } => PutRecord.Of(refusal),
            { Fact: { } fact } => new PutRecord(fact.Fields.Count > 0 ? PutResult.Changed : PutResult.Unchanged, id, member.Path) { Set = fact.Fields, Withheld = withheld, Version = member.Version },
            _ => PutRecord.Of(PlatformRefusals.Missing),
        };
    }

    private static IEnumerable<BroughtValue> Changes(Member member, MemberData data)
    {
        if (data.Category != member.Category)
        {
            yield return new BroughtValue(nameof(Member.Category), member.Category.ToString(), data.Category.ToString());
        }
        foreach (var field in MemberField.Differing(member, data))
        {
            yield return new BroughtValue(field.Name, field.ValueOf(member), field.TypedIn(data) ?? "");
        }
    }

    private static MemberData Allowed(Member member, MemberData data, IReadOnlySet<string> withheld)
    {
        var allowed = withheld.Contains(nameof(Member.Category)) ? data with { Category = member.Category } : data;
        return MemberField.All.Where(f => withheld.Contains(f.Name)).Aggregate(allowed, (d, f) => f.Keep(d, member));
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
