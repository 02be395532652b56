using Zhijian.Modules.Learning;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Training;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Training classes: one that a general branch ended, with its certificates, and one of the committee that begins soon and takes whoever is on the way to the Party.</summary>
internal sealed class Taught(University university, Rows learned, DateOnly today, InstitutionTime time)
{
    /// <summary>What the rules ask of training before admission, in hours; both classes are as long.</summary>
    private const int Units = 24;

    private static readonly string[] OnTheWay = [nameof(MemberCategory.Applicant), nameof(MemberCategory.Activist)];

    private readonly Rows _rows = new();

    public Rows Make()
    {
        var general = university.BranchNamed(Loading.Loader.SignInBranch).Parent!;
        // The lesson is what most people below the general branch were asked to study and had the time for.
        var lesson = learned.Of<LearningTask>().Where(t => t.OrganisationId == general.Id && t.DueOn < today.AddDays(-7) && t.DueOn > today.AddDays(-60)).MaxBy(t => (t.Reached, t.IssuedAt));
        if (lesson is not null)
        {
            Ended(general, lesson);
        }
        Ahead(university.Committee, [.. university.Branches.SelectMany(b => b.People).Where(p => p.Member.LeftOn is null && p.BelongedOn(today) && OnTheWay.Contains(p.CategoryOn(today).ToString()))]);
        return _rows;
    }

    private void Ended(Unit unit, LearningTask lesson)
    {
        var people = university.Branches.SelectMany(b => b.People).ToDictionary(p => p.Member.Id);
        var asked = learned.Of<LearningAssignment>().Where(a => a.TaskId == lesson.Id).ToList();
        var last = lesson.DueOn.AddDays(3);
        var held = Plan(unit, $"党员骨干培训班（{last.Year} 年第{(last.Month < 8 ? "一" : "二")}期）", [], last.AddDays(-20), last, out var holder);
        var places = Enrol(held, [.. asked.Select(a => people[a.MemberId])], holder);
        AddLesson(held, lesson, holder);
        var completed = places.Where(p => asked.Any(a => a.MemberId == p.MemberId && a.DoneOn is { } on && on <= last)).ToList();
        _rows.Act(held.End(completed.Count, held.Version, last), holder, time.At(last, new TimeOnly(17, 5)));
        foreach (var place in completed)
        {
            place.CompletedOn = last;
        }
        var certificates = TrainingCertificate.Issue(held, completed.Select(p => (p.MemberId, people[p.MemberId].Member.Name)), 0, last);
        _rows.AddRange(certificates);
        _rows.AddRange(certificates.Select(c => c.ForEverybody()));
    }

    private void Ahead(Unit unit, List<Person> onTheWay)
    {
        var held = Plan(unit, $"入党积极分子培训班（{today.Year} 年）", OnTheWay, today.AddDays(9), today.AddDays(20), out var holder);
        Enrol(held, onTheWay, holder);
        if (learned.Of<LearningTask>().Where(t => t.OrganisationId == unit.Id && t.DueOn >= today).MinBy(t => t.DueOn) is { } lesson)
        {
            AddLesson(held, lesson, holder);
        }
    }

    private TrainingClass Plan(Unit unit, string title, IReadOnlyList<string> kinds, DateOnly first, DateOnly last, out Actor holder)
    {
        holder = unit.Posts.First(h => h.May(TrainingActs.Hold) && h.Post.Until is null).Acting();
        var day = first < today ? first.AddDays(-10) : today.AddDays(-3);
        var at = time.At(day, new TimeOnly(10, 20));
        var draft = new TrainingDraft(title, kinds, first, last, Units, TrainingDecides.Lessons, "集中授课与自学结合，缺课的同志请在结业前补上。");
        _rows.Act(TrainingClass.Plan(draft, unit.Id, unit.Name, unit.Path, holder, at, day, out var held), holder, at);
        return _rows.Add(held!);
    }

    private List<TrainingPlace> Enrol(TrainingClass held, List<Person> people, Actor holder)
    {
        List<TrainingPlace> places = [.. people.Select(p => new TrainingPlace
        {
            ClassId = held.Id, MemberId = p.Member.Id, OrganisationId = p.Member.OrganisationId, Path = p.Member.Path, Title = held.Title, HeldBy = held.OrganisationName, StartsOn = held.StartsOn, EndsOn = held.EndsOn,
        })];
        _rows.AddRange(places);
        _rows.Act<TrainingPeopleEnrolled>(new TrainingPeopleEnrolled(held.Id, held.Path, places.Count), holder, held.CreatedAt.AddMinutes(12));
        return places;
    }

    private void AddLesson(TrainingClass held, LearningTask lesson, Actor holder) =>
        _rows.Act(held.Add(new TrainingLesson(LessonKind.Task, lesson.Id, lesson.Title), held.Version), holder, held.CreatedAt.AddMinutes(20));
}
