using Dapper;
using Zhijian.Modules.Costs;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Enrolling;

/// <summary>Enrols people at and below the class's organisation: everybody of its kinds, or those on a list; takes somebody out again.</summary>
[AsksMany]
internal sealed class EnrolAction(Fence fence, Journal journal, TrainingQuery training, MessageCostQuery costs, Rulebook rulebook, InstitutionTime time)
{
    /// <summary>Those at and below a place who are here today and of the kinds, or whose numbers are listed.</summary>
    private const string Chosen =
        """
        from member m where m.left_on is null and m.path >= @Path and m.path < @Path || '~' and (m.institution_number = any(@numbers) or (@byKinds and (@everybody or m.category = any(@categories) or m.id in (
          select h.member_id from post_holding h where h.post = any(@posts) and h.path >= @Path and h.path < @Path || '~' and h."from" <= @today and (h.until is null or h.until > @today)))))
        """;

    /// <summary>Those of them who don't take part yet.</summary>
    private const string Newcomers = $"{Chosen} and not exists (select 1 from training_place p where p.class_id = @id and p.member_id = m.id)";

    /// <param name="byKinds">Everybody of the class's kinds.</param>
    /// <param name="list">Numbers of the institution, however they are separated.</param>
    public async Task<Decision<TrainingPeopleEnrolled>> Enrol(Guid id, bool byKinds, string? list, int seen, bool costSeen, Actor actor, CancellationToken cancel)
    {
        if (await training.Held(id, actor, cancel) is not { } held)
        {
            return PlatformRefusals.Missing;
        }
        var numbers = Numbers(list);
        if ((seen != held.Version ? PlatformRefusals.Stale : held.WhyNotChange() ?? (!byKinds && numbers.Length == 0 ? TrainingRefusals.NobodyChosen.At("Form.Numbers") : null)) is { } refusal)
        {
            return refusal;
        }
        var values = new DynamicParameters(Values(held, byKinds, numbers));
        values.AddDynamicParams(new { held.Title, heldBy = held.OrganisationName, held.StartsOn, held.EndsOn, most = TrainingClass.MostPeople });
        var known = await fence.Rows<string>("select m.institution_number from member m where m.left_on is null and m.path >= @Path and m.path < @Path || '~' and m.institution_number = any(@numbers)", values, cancel);
        if (numbers.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            return TrainingRefusals.NumbersUnknown.With(string.Join('、', unknown.Take(5))).At("Form.Numbers");
        }
        if (await costs.WhyNot(Audience(held, byKinds, numbers), Minutes(held), costSeen, cancel) is { } unseen)
        {
            return unseen;
        }
        var came = await fence.Run(
            $"""
            insert into training_place(class_id, member_id, organisation_id, path, title, held_by, starts_on, ends_on, is_confirmed, version)
            select @id, m.id, m.organisation_id, m.path, @Title, @heldBy, @StartsOn, @EndsOn, false, 1 {Newcomers} order by m.id limit @most + 1 on conflict (class_id, member_id) do nothing
            """, values, cancel);
        if (TrainingClass.WhyNotEnrol(came, (await training.Counts(id, cancel)).People) is { } wrong)
        {
            await fence.Rollback();
            return wrong;
        }
        return await journal.Record<TrainingPeopleEnrolled>(new TrainingPeopleEnrolled(id, held.Path, came), actor, cancel);
    }

    public async Task<Decision<TrainingPersonTakenOut>> TakeOut(Guid id, Guid member, Actor actor, CancellationToken cancel)
    {
        if (await training.Held(id, actor, cancel) is not { } held)
        {
            return PlatformRefusals.Missing;
        }
        if (held.WhyNotChange() is { } refusal)
        {
            return refusal;
        }
        return await fence.Run("delete from training_place where class_id = @id and member_id = @member", new { id, member }, cancel) == 0
            ? TrainingRefusals.NotEnrolled : await journal.Record<TrainingPersonTakenOut>(new TrainingPersonTakenOut(id, held.Path, member), actor, cancel);
    }

    /// <summary>How many people the class's kinds reach now.</summary>
    public Task<int> Reached(TrainingClass held, CancellationToken cancel) => fence.Row<int>(
        $"select count(*)::int {Chosen}", Values(held, byKinds: true, []), cancel);

    /// <summary>What enrolling them asks of those who don't take part yet.</summary>
    public Task<MessageCost> Cost(TrainingClass held, bool byKinds, string? list, CancellationToken cancel) => costs.Of(Audience(held, byKinds, Numbers(list)), Minutes(held), cancel);

    private Audience Audience(TrainingClass held, bool byKinds, string[] numbers) => new($"select m.id as member_id, m.organisation_id {Newcomers}", Values(held, byKinds, numbers));

    private int Minutes(TrainingClass held) => rulebook.On(time.Today).Learning.MinutesOf(held.Units);

    private object Values(TrainingClass held, bool byKinds, string[] numbers) => new
    {
        id = held.Id, held.Path, numbers, byKinds, everybody = held.Kinds.Count == 0, categories = TaskReach.Categories(held.Kinds), posts = TaskReach.Posts(held.Kinds), today = time.Today,
    };

    internal static string[] Numbers(string? list) =>
        [.. (list ?? "").Split([' ', '\t', '\r', '\n', ',', '，', ';', '；', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(TrainingClass.MostPeople)];
}
