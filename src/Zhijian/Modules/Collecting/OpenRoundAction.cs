using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Collecting;

/// <summary>Puts a form before every organisation it asks, once more. All of them in one statement, however many there are.</summary>
internal sealed class OpenRoundAction(ZhijianDb db, Fence fence, Journal journal, InstitutionTime time)
{
    /// <summary>The organisations below <c>@path</c> of <c>@kinds</c> that exist today.</summary>
    public const string Respondents = "from organisation o where o.path > @path and o.path < @path || '~' and o.kind = any(@kinds) and o.dissolved_on is null";

    public async Task Run(CollectionForm form, int number, Actor actor, CancellationToken cancel)
    {
        var round = new CollectionRound { FormId = form.Id, Path = form.Path, Number = number, OpenedOn = time.Today, DueOn = form.DueOn(number) };
        db.Add(round);
        var expected = await fence.Run(
            $"""
            insert into collection_entry (id, form_id, round_id, organisation_id, path, title, minutes, fields, asked_by, asked_by_name, due_on, state, answers, opened_at, version)
            select gen_random_uuid(), @form, @round, o.id, o.path, @title, @minutes, @fields, @asker, @askerName, @due, 'Open', '[]', @now, 1 {Respondents}
            """,
            new { form = form.Id, round = round.Id, title = form.Title, minutes = form.Minutes, fields = form.Questions.Count, asker = form.OrganisationId, askerName = form.OrganisationName, due = round.DueOn, now = time.Now, path = form.Path, kinds = form.Kinds.ToArray() },
            cancel);
        await journal.Also(new RoundOpened(form.Id, form.Path, round.Id, number, round.DueOn, expected), actor, cancel);
    }
}
