using Zhijian.Modules.Learning;
using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>
/// Learning tasks: every organisation asked those below it to study released items, evenly over the months, and most of what was due is studied.
/// A branch studied some of it together; a few people were excused, a few are late.
/// </summary>
internal sealed class Learned(University university, IReadOnlyList<LibraryEdition> shelf, int seed, DateOnly first, DateOnly today, InstitutionTime time)
{
    /// <summary>Learning tasks that the trial's 34 organisations issued (the published figure).</summary>
    public const int OfTheTrial = 2614;

    /// <summary>How far back an item may lie that is asked for.</summary>
    private const int Recent = 40;

    /// <summary>How many days after its date a task may still be open.</summary>
    private const int StaysOpen = 14;

    private static readonly string[] Reasons = ["外出实习", "出差在外", "交换学习，不在校", "同期参加上级培训"];

    private static readonly string[] Members = [nameof(MemberCategory.FullMember), nameof(MemberCategory.ProbationaryMember)];
    private static readonly string[] OnTheWay = [nameof(MemberCategory.Applicant), nameof(MemberCategory.Activist)];
    private static readonly string[] Nearly = [nameof(MemberCategory.DevelopmentObject), nameof(MemberCategory.ProbationaryMember)];

    private readonly Rows _rows = new();
    private readonly Dictionary<Guid, Actor> _acting = [];
    private readonly ILookup<Guid, Holding> _posts = university.All.SelectMany(u => u.Posts).ToLookup(h => h.Person.Member.Id);

    /// <summary>The usual university issued what the trial did. In a large one the committee and every general branch ask twice a year, a branch once in all.</summary>
    public Rows Make(DemonstrationSize size)
    {
        List<Unit> units = [university.Committee, .. university.GeneralBranches, .. university.Branches];
        foreach (var (index, unit) in units.Index())
        {
            var own = size.IsUsual ? (OfTheTrial / units.Count) + (index < OfTheTrial % units.Count ? 1 : 0)
                : unit.Kind is OrganisationKind.Branch ? 1 : Math.Max(1, size.Months / 6);
            var items = shelf.Where(e => unit.Path.StartsWith(e.Path, StringComparison.Ordinal)).OrderBy(e => e.ReleasedAt).ToList();
            var branches = university.Branches.Where(b => b.Path.StartsWith(unit.Path, StringComparison.Ordinal)).ToList();
            var issuer = unit.Posts.First(h => h.May(LearningActs.Assign) && h.Post.Until is null).Acting();
            for (var number = 0; number < own; number++)
            {
                var dice = Dice.For(seed, $"learning:{unit.Name}:{number}");
                // The first item is released on the first day, so that the first task comes on the second.
                var day = first.AddDays(1 + ((today.DayNumber - first.DayNumber - 2) * number / own));
                Issue(unit, issuer, branches, items, day, dice);
            }
        }
        return _rows;
    }

    private void Issue(Unit unit, Actor issuer, List<Unit> branches, List<LibraryEdition> items, DateOnly day, Dice dice)
    {
        var at = time.At(day, new TimeOnly(dice.Between(8, 17), dice.Below(60)));
        var released = items.FindLastIndex(e => e.ReleasedAt < at) + 1;
        if (released == 0)
        {
            return;
        }
        var item = items[dice.Between(Math.Max(0, released - Recent), released - 1)];
        var kinds = Kinds(unit, dice);
        var asked = Asked(unit, branches, kinds, day);
        if (asked.Count == 0)
        {
            (kinds, asked) = ([], Asked(unit, branches, [], day));
        }
        var mode = dice.Percent(unit.Kind is OrganisationKind.UniversityCommittee ? 15 : 35) ? LearningMode.Collective : LearningMode.Individual;
        var draft = new TaskDraft(item.Title, kinds, mode, day.AddDays(dice.Between(7, 21)), dice.Percent(70) ? 1 : 0, null);
        _rows.Act(LearningTask.Issue(draft, item, unit.Id, unit.Name, unit.Path, asked.Count, asked.Count, issuer, at, day, out var task), issuer, at);
        _rows.Add(task!);
        foreach (var people in asked.GroupBy(p => p.Branch))
        {
            var assignments = people.Select(p => (Person: p, Assignment: _rows.Add(task!.For(p.Member.Id, p.Member.OrganisationId, p.Member.Path)))).ToList();
            var own = Dice.For(seed, $"learning:{task!.Path}:{day}:{people.Key.Name}:{item.Title}");
            if (mode == LearningMode.Collective)
            {
                Together(task, people.Key, assignments, day, own);
            }
            else
            {
                EachAlone(task, people.Key, assignments, day, own);
            }
        }
    }

    private static string[] Kinds(Unit unit, Dice dice) => (unit.Kind, dice.Below(10)) switch
    {
        (_, 0) => [],
        (OrganisationKind.UniversityCommittee, < 4) => [nameof(PostKind.Secretary)],
        (OrganisationKind.UniversityCommittee or OrganisationKind.GeneralBranch, < 6) => [TaskReach.PostHolder],
        (_, < 4) => Members,
        (_, < 7) => OnTheWay,
        _ => Nearly,
    };

    private List<Person> Asked(Unit unit, List<Unit> branches, string[] kinds, DateOnly day) =>
    [
        .. branches.SelectMany(b => b.People).Where(p => p.BelongedOn(day) && p.Member.LeftOn is null
            && TaskReach.Includes(kinds, p.CategoryOn(day), _posts[p.Member.Id].Where(h => h.HeldOn(day) && h.Unit.Path.StartsWith(unit.Path, StringComparison.Ordinal)).Select(h => h.Post.Post))),
    ];

    private void EachAlone(LearningTask task, Unit branch, List<(Person Person, LearningAssignment Assignment)> asked, DateOnly issued, Dice dice)
    {
        foreach (var (person, assignment) in asked)
        {
            var lot = dice.Below(100);
            var on = lot < 88 ? issued.AddDays(dice.Between(0, task.DueOn.DayNumber - issued.DayNumber)) : task.DueOn.AddDays(dice.Between(1, 9));
            if (lot < 95)
            {
                // What lies ahead is still open.
                if (on < today)
                {
                    _rows.Act(assignment.Studied(on), Acting(person), time.At(on, new TimeOnly(dice.Between(18, 21), dice.Below(60))));
                }
            }
            else if (task.DueOn < today && (lot < 98 || IsLongDue(task)))
            {
                Excuse(assignment, branch, task.DueOn, dice);
            }
        }
    }

    private void Together(LearningTask task, Unit branch, List<(Person Person, LearningAssignment Assignment)> asked, DateOnly issued, Dice dice)
    {
        var lot = dice.Below(100);
        var held = lot < 90 ? issued.AddDays(dice.Between(1, task.DueOn.DayNumber - issued.DayNumber)) : task.DueOn.AddDays(dice.Between(1, 6));
        if (held >= today || (lot >= 96 && !IsLongDue(task)))
        {
            return;
        }
        var secretary = Secretary(branch);
        var took = asked.Where(_ => !dice.Percent(8)).ToList();
        if (took.Count == 0)
        {
            took = asked;
        }
        var at = time.At(held, new TimeOnly(17, dice.Below(60)));
        _rows.Act(CollectiveStudy.Record(task, branch.Id, branch.Path, [.. took.Select(a => a.Assignment)], held, null, secretary, at, issued, held, out var study), secretary, at);
        _rows.Add(study!);
        foreach (var (_, assignment) in asked.Except(took).Where(_ => dice.Percent(50) || IsLongDue(task)))
        {
            Excuse(assignment, branch, held, dice);
        }
    }

    /// <summary>Nobody lets a task lie for months: whoever missed it was excused by then, and a branch that forgot it caught up.</summary>
    private bool IsLongDue(LearningTask task) => task.DueOn < today.AddDays(-StaysOpen);

    private void Excuse(LearningAssignment assignment, Unit branch, DateOnly on, Dice dice)
    {
        var secretary = Secretary(branch);
        _rows.Act(assignment.Excuse(dice.Pick(Reasons), secretary), secretary, time.At(on, new TimeOnly(18, dice.Below(60))));
    }

    private Actor Secretary(Unit branch)
    {
        if (!_acting.TryGetValue(branch.Id, out var actor))
        {
            _acting[branch.Id] = actor = branch.Posts.First(h => h.May(LearningActs.Excuse) && h.Post.Until is null).Acting();
        }
        return actor;
    }

    private Actor Acting(Person person)
    {
        if (!_acting.TryGetValue(person.Member.Id, out var actor))
        {
            _acting[person.Member.Id] = actor = person.Acting();
        }
        return actor;
    }
}
