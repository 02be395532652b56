using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Zhijian.Modules.People.Browse;
using Zhijian.Modules.People.Enter;
using Zhijian.Modules.People.Whereabouts;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.People.Interface;

/// <summary>Members over the open interface: the same lists, sights and rules as the pages. Sensitive values are always masked here.</summary>
internal static class MembersApi
{
    private const int MostItems = 200;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/members").WithTags("Members");
        group.MapGet("", List).Allow(PeopleActs.See)
            .WithSummary("Members you may see by name.")
            .WithDescription("Search finds any part of a name, its pinyin or the initials of it (then in the order of the pinyin), or the beginning of an institution number. Ask again with after = next until next is null. limit: 1 to 200, 50 if left out. order: Name (pinyin), Branch or Joined.")
            .Produces<Listing<MemberItem>>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(422);
        group.MapGet("/{id:guid}", One).Allow(AllowAttribute.SignedIn)
            .WithSummary("One member. The ETag is the version that If-Match must name.")
            .WithDescription("Fields that your posts don't let you see are left out; identity and mobile numbers are masked. Sealed values are shown in the clear on the page alone, one at a time and with a reason.")
            .Produces<MemberRecord>().ProducesProblem(401).ProducesProblem(404);
        group.MapPost("", Create).Allow(PeopleActs.Edit)
            .WithSummary("Takes a person into a branch's list. Needs Idempotency-Key.")
            .WithDescription("409 people.ask-upper: the person is known already somewhere in the institution; where, is not told.")
            .Produces<MemberMade>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        group.MapPatch("/{id:guid}", Change).Allow(PeopleActs.Edit)
            .WithSummary("Corrects a member's data. Needs If-Match and Idempotency-Key.")
            .WithDescription("Members of the body that are left out stay as they are; an empty text clears an unrestricted one.")
            .Produces<MemberMade>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428);
        group.MapPut("/{id:guid}/whereabouts", NoteWhereabouts).Allow(PeopleActs.Edit)
            .WithSummary("Notes that a member is out of reach or away for a time, or that neither holds any more. Needs If-Match and Idempotency-Key.")
            .WithDescription("All three members of the body are written as given; one that is left out or null clears what was noted. floatingTo needs floatingSince. Nothing follows from it by itself: people decide.")
            .Produces<MemberMade>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428);
    }

    private static async Task<IResult> List(Fence fence, MemberListQuery query, Actor actor, string? search, Guid? organisation, MemberCategory? category, MembershipState? state, MemberOrder? order, string? after, int? limit, CancellationToken cancel)
    {
        if (limit is < 1 or > MostItems)
        {
            return PlatformRefusals.NotReadable.At("limit").ToProblem();
        }
        if (!string.IsNullOrEmpty(after) && Cursor.Read(after, 2) is null)
        {
            return PlatformRefusals.NotReadable.At("after").ToProblem();
        }
        var under = organisation is null ? null : await fence.Row<string>("select path from organisation where id = @organisation", new { organisation }, cancel);
        if (organisation is not null && under is null)
        {
            return PeopleRefusals.NoSuchOrganisation.At("organisation").ToProblem();
        }
        var filter = MemberFilter.Read(search, under, null, null, null) with { Category = category, State = state, Order = order ?? MemberOrder.Name };
        var list = (await query.Run(filter, after, limit ?? MemberListQuery.PageSize, withChoices: false, actor, cancel)).Page;
        return Results.Ok(new Listing<MemberItem>([.. list.Items.Select(MemberItem.Of)], list.Next));
    }

    /// <summary>One round trip and a hand-written answer: programs ask for single records most often.</summary>
    private static async Task One(Guid id, HttpContext context, Fence fence, Vault vault, Rulebook rulebook, InstitutionTime time, Actor actor)
    {
        var cancel = context.RequestAborted;
        var found = await fence.Once(
            """
            select id, path, organisation_id, name, institution_number, category, state, join_date, full_member_date, work_post_code, grade, class_name, expected_graduation_date, left_on, version,
              mobile_number, identity_number, sex_code, education_code, data_key, birth_date, fixed_phone, lost_contact_since, floating_since, restricted_since,
              (select case when given then wording end from consent_entry where member_id = member.id and purpose = 'FixedPhone' order by consent_entry.id desc limit 1)
            from member where id = $1
            """,
            p => p.Add(new NpgsqlParameter<Guid> { TypedValue = id }),
            async (reader, stop) => await reader.ReadAsync(stop) && Write(context, reader, vault, rulebook.On(time.Today).PeopleRights.Consents[ConsentPurpose.FixedPhone].Wording, actor), cancel);
        if (!found)
        {
            await Problems.Write(context, PlatformRefusals.Missing);
            return;
        }
        await context.Response.BodyWriter.FlushAsync(cancel);
    }

    private static bool Write(HttpContext context, NpgsqlDataReader row, Vault vault, int phoneWording, Actor actor)
    {
        if (MemberSight.Of(actor, row.GetGuid(0), row.GetString(1)) is not { } sight)
        {
            return false;
        }
        var version = row.GetInt32(14);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = KeptJson.Form.Encoder, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("id", row.GetGuid(0));
        json.WriteString("organisationId", row.GetGuid(2));
        json.WriteString("name", row.GetString(3));
        // Of restricted data others get what duty asks (PIPL Art. 44); what rests on consent asks the ledger.
        var whole = sight == Sight.Self || row.IsDBNull(24);
        Text(json, "institutionNumber", row, 4, whole);
        json.WriteString("category", row.GetString(5));
        json.WriteString("state", row.GetString(6));
        Day(json, "joinDate", row, 7);
        Day(json, "fullMemberDate", row, 8);
        Text(json, "workPostCode", row, 9, whole);
        Text(json, "grade", row, 10, whole);
        Text(json, "className", row, 11, whole);
        Day(json, "expectedGraduationDate", row, 12, whole);
        Day(json, "leftOn", row, 13);
        Day(json, "restrictedSince", row, 24);
        var values = new SealedColumns(vault, row, keyColumn: 19);
        json.WriteString("mobileNumber", whole ? values.Of(15, "mobile_number")?.Masked : null);
        json.WriteString("identityNumber", whole ? values.Of(16, "identity_number")?.Masked : null);
        Day(json, "lostContactSince", row, 22, whole);
        Day(json, "floatingSince", row, 23, whole);
        if (sight is Sight.Branch or Sight.Self)
        {
            Text(json, "sexCode", row, 17, whole);
            Text(json, "educationCode", row, 18, whole);
            json.WritePropertyName("birthYear");
            if (whole && values.Of(20, "birth_date") is { } birth && int.TryParse(birth.Plain.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            {
                json.WriteNumberValue(year);
            }
            else
            {
                json.WriteNullValue();
            }
            Text(json, "fixedPhone", row, 21, sight == Sight.Self || (whole && !row.IsDBNull(25) && row.GetInt32(25) == phoneWording));
        }
        json.WriteNumber("version", version);
        json.WriteEndObject();
        return true;
    }

    /// <summary>The sealed columns of the row at hand.</summary>
    private readonly ref struct SealedColumns(Vault vault, NpgsqlDataReader row, int keyColumn)
    {
        private readonly Guid _id = row.GetGuid(0);
        private readonly byte[]? _key = row.IsDBNull(keyColumn) ? null : row.GetFieldValue<byte[]>(keyColumn);

        /// <summary>The value; null where there is none, or its key was erased.</summary>
        public Restricted? Of(int column, string name)
        {
            if (_key is null || row.IsDBNull(column))
            {
                return null;
            }
            var (keys, id, key) = (vault, _id, _key);
            return Restricted.Read(row.GetFieldValue<byte[]>(column)).With(stored => keys.Open(id, key, new SealedPlace(PeopleRows.MemberTable, name, id), stored));
        }
    }

    private static void Text(Utf8JsonWriter json, string name, NpgsqlDataReader row, int column, bool shown = true)
    {
        if (!shown || row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, row.GetString(column));
        }
    }

    private static void Day(Utf8JsonWriter json, string name, NpgsqlDataReader row, int column, bool shown = true)
    {
        if (!shown || row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, row.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Programs often send many people at once: who waits at the same time is written together.</summary>
    [GroupedWrite]
    private static async Task<IResult> Create(NewMember body, HttpContext context, NewMemberWriter writer, Actor actor)
    {
        var answer = await writer.Write(new NewMemberAsked(
            KeyedRequest.OfGroup(context), actor, body.OrganisationId, body.ToData(), body.Since, id => $"/api/v1/members/{id}", member => new MemberMade(member.Id, member.Version)));
        return answer.Refusal is { } refusal ? InBody(refusal).ToProblem() : answer.Answer!.ToResult(answer.Again);
    }

    private static async Task<IResult> Change(Guid id, [FromBody] MemberChange body, HttpRequest request, CorrectMemberAction correct, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var (decision, member) = await correct.Run(id, body.Over, version, actor, cancel);
        return InBody(decision).ToOk(fact => new MemberMade(fact.SubjectId, member!.Version), member?.Version ?? version);
    }

    private static async Task<IResult> NoteWhereabouts(Guid id, [FromBody] MemberWhereabouts body, HttpRequest request, NoteWhereaboutsAction note, Actor actor, CancellationToken cancel)
    {
        if (request.ExpectedVersion() is not { } version)
        {
            return Answer.VersionMissing;
        }
        var decision = await note.Run(id, body.LostContactSince, body.FloatingSince, body.FloatingTo, keepsPlace: false, version, actor, cancel);
        return InBody(decision).ToOk(fact => new MemberMade(fact.SubjectId, version + 1), version + 1);
    }

    /// <summary>Refusals name fields of forms; here they name members of the body.</summary>
    internal static Decision<TFact> InBody<TFact>(Decision<TFact> decision)
        where TFact : class, IFact => decision.Refusal is { } refusal ? InBody(refusal) : decision;

    private static Refusal InBody(Refusal refusal) => refusal.InBody(("Organisation", "organisationId"), ("Member", "memberId"), ("LostSince", "lostContactSince"));
}

/// <summary>One member in a list.</summary>
internal sealed record MemberItem(Guid Id, string Name, Guid OrganisationId, string OrganisationName, MemberCategory Category, MembershipState State, string? InstitutionNumber, DateOnly? JoinDate)
{
    public static MemberItem Of(MemberRow row) =>
        new(row.Id, row.Name, row.OrganisationId, row.OrganisationName, Enum.Parse<MemberCategory>(row.Category), Enum.Parse<MembershipState>(row.State), row.InstitutionNumber, row.JoinDate);
}

/// <summary>One member. The last four before the version are there only for posts in the member's own branch and for the member themselves.</summary>
/// <param name="RestrictedSince">Since when no more is given of the person than duty asks; most other members are then null.</param>
/// <param name="MobileNumber">Masked: 138****0000.</param>
/// <param name="IdentityNumber">Masked: 990101********0014.</param>
/// <param name="LostContactSince">Noted as out of reach since that day.</param>
/// <param name="FloatingSince">Noted as living and working elsewhere for a time since that day.</param>
/// <param name="SexCode">GB/T 2261.1.</param>
/// <param name="EducationCode">GB/T 4658.</param>
internal sealed record MemberRecord(
    Guid Id, Guid OrganisationId, string Name, string? InstitutionNumber, MemberCategory Category, MembershipState State, DateOnly? JoinDate, DateOnly? FullMemberDate, string? WorkPostCode, string? Grade, string? ClassName,
    DateOnly? ExpectedGraduationDate, DateOnly? LeftOn, DateOnly? RestrictedSince, string? MobileNumber, string? IdentityNumber, DateOnly? LostContactSince, DateOnly? FloatingSince,
    string? SexCode, string? EducationCode, int? BirthYear, string? FixedPhone, int Version);

/// <summary>The member that was made or changed, with its version.</summary>
internal sealed record MemberMade(Guid Id, int Version);

/// <summary>Whether a member is out of reach or away for a time, and since when.</summary>
/// <param name="LostContactSince">Today or earlier.</param>
/// <param name="FloatingSince">Today or earlier.</param>
/// <param name="FloatingTo">Where to; kept sealed.</param>
internal sealed record MemberWhereabouts(DateOnly? LostContactSince = null, DateOnly? FloatingSince = null, string? FloatingTo = null);

/// <summary>A person to take into a branch's list.</summary>
/// <param name="Since">The first day in the branch; today if left out.</param>
/// <param name="SexCode">GB/T 2261.1: 0, 1, 2 or 9.</param>
/// <param name="EthnicCode">GB/T 3304: 01 to 56.</param>
/// <param name="EducationCode">GB/T 4658.</param>
/// <param name="IdentityNumber">GB 11643, 18 characters; must agree with sex and birth date.</param>
internal sealed record NewMember(
    Guid OrganisationId, string Name, MemberCategory Category, DateOnly? Since = null, string? InstitutionNumber = null, DateOnly? JoinDate = null, DateOnly? FullMemberDate = null, string? SexCode = null, string? EducationCode = null,
    string? WorkPostCode = null, string? Grade = null, string? ClassName = null, DateOnly? ExpectedGraduationDate = null, string? FixedPhone = null, string? EthnicCode = null, DateOnly? BirthDate = null, string? IdentityNumber = null,
    string? MobileNumber = null, string? HomeAddress = null)
{
    public MemberData ToData() => new()
    {
        Name = Name, Category = Category, InstitutionNumber = InstitutionNumber, JoinDate = JoinDate, FullMemberDate = FullMemberDate, SexCode = SexCode, EducationCode = EducationCode, WorkPostCode = WorkPostCode, Grade = Grade,
        ClassName = ClassName, ExpectedGraduationDate = ExpectedGraduationDate, FixedPhone = FixedPhone, EthnicCode = EthnicCode, BirthDate = BirthDate, IdentityNumber = IdentityNumber, MobileNumber = MobileNumber, HomeAddress = HomeAddress,
    };
}

/// <summary>What is to be corrected; what is left out stays.</summary>
internal sealed record MemberChange(
    string? Name = null, MemberCategory? Category = null, string? InstitutionNumber = null, DateOnly? JoinDate = null, DateOnly? FullMemberDate = null, string? SexCode = null, string? EducationCode = null,
    string? WorkPostCode = null, string? Grade = null, string? ClassName = null, DateOnly? ExpectedGraduationDate = null, string? FixedPhone = null, string? EthnicCode = null, DateOnly? BirthDate = null, string? IdentityNumber = null,
    string? MobileNumber = null, string? HomeAddress = null)
{
    public MemberData Over(Member before) => new()
    {
        Name = Name ?? before.Name, Category = Category ?? before.Category, InstitutionNumber = InstitutionNumber ?? before.InstitutionNumber, JoinDate = JoinDate ?? before.JoinDate, FullMemberDate = FullMemberDate ?? before.FullMemberDate,
        SexCode = SexCode ?? before.SexCode, EducationCode = EducationCode ?? before.EducationCode, WorkPostCode = WorkPostCode ?? before.WorkPostCode, Grade = Grade ?? before.Grade, ClassName = ClassName ?? before.ClassName,
        ExpectedGraduationDate = ExpectedGraduationDate ?? before.ExpectedGraduationDate, FixedPhone = FixedPhone ?? before.FixedPhone, EthnicCode = EthnicCode, BirthDate = BirthDate, IdentityNumber = IdentityNumber,
        MobileNumber = MobileNumber, HomeAddress = HomeAddress,
    };
}
