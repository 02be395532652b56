using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Learning;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Review;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Training.Ending;

/// <summary>Ends a class from its lessons, or hands in the roll of those who completed it.</summary>
internal sealed class EndClassAction(Journal journal, TrainingQuery training, LessonsDoneQuery lessons, CertificatesBook certificates, SubmitForReviewAction review, PlacesQuery places, InstitutionTime time, Words words)
{
    /// <summary>The server decides: whoever did every lesson.</summary>
    public async Task<Decision<TrainingEnded>> End(Guid id, int seen, Actor actor, CancellationToken cancel)
    {
        if (await training.Held(id, actor, cancel) is not { } held)
        {
            return PlatformRefusals.Missing;
        }
        var people = await places.Of(id, cancel);
        var through = await lessons.Through(held.Lessons, [.. people.Select(p => p.MemberId)], cancel);
        List<TrainingPlace> completed = [.. people.Where(p => through.Contains(p.MemberId))];
        var decision = held.End(completed.Count, seen, time.Today);
        if (decision.Fact is not null)
        {
            await certificates.Issue(held, completed, cancel);
        }
        return await journal.Record(decision, actor, cancel);
    }

    /// <summary>Whoever is responsible says who completed it; reviewers look at the roll.</summary>
    public async Task<Decision<TrainingRollHandedIn>> HandIn(Guid id, IReadOnlyCollection<Guid> ticked, int seen, Actor actor, CancellationToken cancel)
    {
        if (await training.Held(id, actor, cancel) is not { } held)
        {
            return PlatformRefusals.Missing;
        }
        var people = await places.Of(id, cancel);
        var completed = people.Where(p => ticked.Contains(p.MemberId)).ToList();
        var decision = held.HandIn(completed.Count, seen, time.Today);
        if (decision.Fact is null)
        {
            return decision;
        }
        people.ForEach(p => p.IsConfirmed = completed.Contains(p));
        var names = await places.Names(id, cancel);
        var content = new RecordContent(
        [
            ReviewField.Text("title", "training.title", held.Title), ReviewField.Text("organisation", "training.organisation", held.OrganisationName),
            ReviewField.Text("days", "training.days", words["training.from-to", words.Day(held.StartsOn), words.Day(held.EndsOn)]), ReviewField.List("units", "training.units", [words.Number(held.Units)]),
            ReviewField.List("lessons", "training.lessons", held.Lessons.Select(l => l.Title)),
            ReviewField.List("completed", "training.completed", completed.Select(p => names.GetValueOrDefault(p.MemberId, ""))),
            ReviewField.List("others", "training.not-completed", people.Except(completed).Select(p => names.GetValueOrDefault(p.MemberId, ""))),
        ]);
        var submitted = await review.Run(new ForReview(TrainingRecords.Roll, id, held.OrganisationId, new Submitting(actor.MemberId, actor.Name, words["training.case", held.Title], content)), actor, cancel);
        return submitted.Refusal is { } refused ? refused : await journal.Record(decision, actor, cancel);
    }
}

/// <summary>Who has done what the lessons of a class ask, as the parts of the platform that know say it.</summary>
internal sealed class LessonsDoneQuery(Fence fence, ServingQuery activities, StudiedQuery tasks, PassedQuery papers)
{
    /// <summary>Those among some people who did every lesson.</summary>
    public async Task<HashSet<Guid>> Through(IReadOnlyList<TrainingLesson> lessons, Guid[] people, CancellationToken cancel)
    {
        if (lessons.Count == 0 || people.Length == 0)
        {
            return [];
        }
        Guid[] Of(LessonKind kind) => [.. lessons.Where(l => l.Kind == kind).Select(l => l.Id)];
        using var widened = fence.As(SystemActors.Training);
        List<(Guid Lesson, Guid Member)> done =
        [
            .. (await activities.Present(Of(LessonKind.Activity), people, cancel)).Select(r => (r.Activity, r.Member)),
            .. (await tasks.Done(Of(LessonKind.Task), people, cancel)).Select(r => (r.Task, r.Member)),
            .. (await papers.Passed(Of(LessonKind.Paper), people, cancel)).Select(r => (r.Paper, r.Member)),
        ];
        return [.. done.Distinct().GroupBy(d => d.Member).Where(g => g.Count() == lessons.Count).Select(g => g.Key)];
    }
}

/// <summary>The people of a class, to be decided about.</summary>
internal sealed class PlacesQuery(ZhijianDb db, Fence fence)
{
    public Task<List<TrainingPlace>> Of(Guid id, CancellationToken cancel) => db.Set<TrainingPlace>().Where(p => p.ClassId == id).OrderBy(p => p.Path).ThenBy(p => p.MemberId).ToListAsync(cancel);

    public async Task<Dictionary<Guid, string>> Names(Guid id, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Training);
        return (await fence.Rows<Named>("select m.id, m.name from training_place p join member m on m.id = p.member_id where p.class_id = @id", new { id }, cancel)).ToDictionary(n => n.Id, n => n.Name);
    }

    private sealed class Named
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }
}

/// <summary>Issues the certificates of a class, and lets them hold no more where its roll is decided about again.</summary>
internal sealed class CertificatesBook(ZhijianDb db, PlacesQuery places, InstitutionTime time)
{
    public async Task Issue(TrainingClass of, IReadOnlyList<TrainingPlace> completed, CancellationToken cancel)
    {
        var names = await places.Names(of.Id, cancel);
        var before = await db.Set<TrainingCertificate>().CountAsync(c => c.ClassId == of.Id, cancel);
        var issued = TrainingCertificate.Issue(of, completed.Select(p => (p.MemberId, names.GetValueOrDefault(p.MemberId, ""))), before, time.Today);
        foreach (var place in completed)
        {
            place.CompletedOn = time.Today;
        }
        db.AddRange(issued);
        db.AddRange(issued.Select(c => c.ForEverybody()));
    }

    /// <param name="reason">What stands on the certificate.</param>
    public async Task HoldNoMore(TrainingClass of, string reason, CancellationToken cancel)
    {
        foreach (var place in await places.Of(of.Id, cancel))
        {
            place.CompletedOn = null;
        }
        var issued = await db.Set<TrainingCertificate>().Where(c => c.ClassId == of.Id && c.RevokedOn == null).ToListAsync(cancel);
        var ids = issued.Select(c => c.Id).ToList();
        issued.ForEach(c => (c.RevokedOn, c.Reason) = (time.Today, reason));
        (await db.Set<PublicCertificate>().Where(c => ids.Contains(c.CertificateId)).ToListAsync(cancel)).ForEach(c => c.IsRevoked = true);
    }
}
