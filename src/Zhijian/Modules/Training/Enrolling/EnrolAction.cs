using Zhijian.Modules.Learning;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Enrolling;

/// <summary>Enrols people at and below the class's organisation: everybody of its kinds, or those on a list; takes somebody out again.</summary>
internal sealed class EnrolAction(Fence fence, Journal journal, TrainingQuery training, InstitutionTime time)
{
    /// <summary>Those at and below a place who are here today and of the kinds, or whose numbers are listed.</summary>
    private const string Chosen =
        """
        from member m where m.left_on is null and m.path >= @Path and m.path < @Path || '~' and (m.institution_number = any(@numbers) or (@byKinds and (@everybody or m.category = any(@categories) or m.id in (
          select h.member_id from post_holding h where h.post = any(@posts) and h.path >= @Path and h.path < @Path || '~' and h."from" <= @today and (h.until is null or h.until > @today)))))
        """;

    /// <param name="byKinds">Everybody of the class's kinds.</param>
    /// <param name="list">Numbers of the institution, however they are separated.</param>
    public async Task<Decision<TrainingPeopleEnrolled>> Enrol(Guid id, bool byKinds, string? list, int seen, Actor actor, CancellationToken cancel)
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
        var values = new
        {
            held.Path, numbers, byKinds, everybody = held.Kinds.Count == 0, categories = TaskReach.Categories(held.Kinds), posts = TaskReach.Posts(held.Kinds), today = time.Today,
            id, held.Title, heldBy = held.OrganisationName, held.StartsOn, held.EndsOn, most = TrainingClass.MostPeople,
        };
        var known = await fence.Rows<string>("select m.institution_number from member m where m.left_on is null and m.path >= @Path and m.path < @Path || '~' and m.institution_number = any(@numbers)", values, cancel);
        if (numbers.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            return TrainingRefusals.NumbersUnknown.With(string.Join('、', unknown.Take(5))).At("Form.Numbers");
        }
        var came = await fence.Run(
            $"""
            insert into training_place(class_id, member_id, organisation_id, path, title, held_by, starts_on, ends_on, is_confirmed, version)
            select @id, m.id, m.organisation_id, m.path, @Title, @heldBy, @StartsOn, @EndsOn, false, 1 {Chosen} order by m.id limit @most + 1 on conflict (class_id, member_id) do nothing
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
        $"select count(*)::int {Chosen}",
        new { held.Path, numbers = Array.Empty<string>(), byKinds = true, everybody = held.Kinds.Count == 0, categories = TaskReach.Categories(held.Kinds), posts = TaskReach.Posts(held.Kinds), today = time.Today }, cancel);

    internal static string[] Numbers(string? list) =>
        [.. (list ?? "").Split([' ', '\t', '\r', '\n', ',', '，', ';', '；', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(TrainingClass.MostPeople)];
}
