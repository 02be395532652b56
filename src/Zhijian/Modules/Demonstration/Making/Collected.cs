using Zhijian.Modules.Collecting;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>What the committee's office asked of the branches: one form that came in and ended, but for a few, and one that is still being designed. Nothing of it waits for those whose sign-ins are printed.</summary>
internal sealed class Collected(University university, int seed, Rulebook rulebook, DateOnly today, InstitutionTime time)
{
    private const int MissingOneIn = 13;
    private const int PublishedDaysAgo = 40;
    private const int DueDaysAgo = 12;

    private readonly Words _words = new(time) { Language = TextFiles.Chinese };
    private readonly Dice _dice = Dice.For(seed, "collected-review");

    public Rows Make()
    {
        var rows = new Rows();
        var holding = university.Committee.Posts.First(h => h.Post.Post == PostKind.CommitteeOffice && h.Post.Until is null);
        var (office, published) = (holding.Acting(), today.AddDays(-PublishedDaysAgo));
        var at = time.At(published, new TimeOnly(9, 30));
        var committee = university.Committee;
        CollectionForm Begun(string title, string purpose, DateOnly due, DateOnly on)
        {
            rows.Act(CollectionForm.Draft(new FormDraft(title, purpose, [.. university.Branches.Select(b => b.Kind).Distinct()], FormFrequency.Once, due), committee.Id, committee.Name, committee.Path, office, time.At(on, new TimeOnly(9, 0)), on, out var form), office, time.At(on, new TimeOnly(9, 0)));
            return rows.Add(form!);
        }
        var rooms = Begun("党员活动室核对", "核对活动室地点与图书角，安排下一年的修缮经费", today.AddDays(-DueDaysAgo), published);
        rows.Act(rooms.Ask("organisation.name", required: true, rooms.Version, []), office, at);
        rows.Act(rooms.Ask("organisation.room", required: true, rooms.Version, []), office, at);
        rows.Act(rooms.AskNew(new NewQuestion("图书角册数", Standards.ElementType.Number, [], "没有的填 0", Required: true), rooms.Version, []), office, at);
        rows.Act(rooms.Publish(university.Branches.Count, [], rooms.Version, at, published), office, at);
        Answer(rows, rooms, published, at);

        var plan = Begun("组织生活场所改造意向", "了解哪些支部需要改造活动场所", today.AddDays(45), today.AddDays(-2));
        rows.Act(plan.AskNew(new NewQuestion("是否需要改造活动场所", Standards.ElementType.YesNo, [], null, Required: true), plan.Version, []), office, time.At(today.AddDays(-2), new TimeOnly(9, 10)));
        return rows;
    }

    private void Answer(Rows rows, CollectionForm form, DateOnly published, DateTimeOffset at)
    {
        var round = rows.Add(new CollectionRound { FormId = form.Id, Path = form.Path, Number = 1, OpenedOn = published, DueOn = form.DueOn(1) });
        // The first branches are those people sign in to: they have answered.
        foreach (var (branch, number) in university.Branches.Select((b, i) => (b, i)))
        {
            var entry = rows.Add(new CollectionEntry
            {
                FormId = form.Id, RoundId = round.Id, OrganisationId = branch.Id, Path = branch.Path, Title = form.Title, Minutes = form.Minutes, Fields = form.Questions.Count, AskedBy = form.OrganisationId, AskedByName = form.OrganisationName,
                DueOn = round.DueOn, OpenedAt = at,
            });
            if (number % MissingOneIn == MissingOneIn - 1 && branch.Name != Loading.Loader.SignInBranch)
            {
                continue;
            }
            var handedIn = published.AddDays(3 + (number * 7 % (PublishedDaysAgo - DueDaysAgo + 2)));
            var (room, books) = ($"{(char)('A' + (number % 5))} 座 {201 + number} 室", $"{number * 37 % 200}");
            var moment = time.At(handedIn, new TimeOnly(9, 30));
            FormAnswer[] answers = [new FormAnswer("organisation.name", branch.Name, WasKnown: true), new FormAnswer("organisation.room", room, WasKnown: false), new FormAnswer(form.Questions[2].Element, books, WasKnown: false)];
            var holding = branch.Posts.First(h => h.May(CollectingActs.Fill) && h.HeldOn(handedIn));
            var fact = rows.Act(entry.HandIn(answers, form.State, entry.Version, holding.Person.Member.Id, moment, handedIn), holding.Acting(), moment);
            var filed = moment.AddHours(7);
            var by = new Layers(branch, CollectingKinds.Entry, rulebook, time).Approve(rows, entry.Id, _words.ToSubmit(entry, form, fact, holding.Acting()), holding, _dice, moment, filed);
            rows.Act<EntryFiled>(entry.File(filed), by.Acting(), filed);
            rows.AddRange(entry.Answers.Where(a => !a.WasKnown).Select(a => new KnownValue { OrganisationId = branch.Id, Element = a.Element, Path = branch.Path, Value = a.Value, KnownOn = time.DayOf(filed), EntryId = entry.Id, Title = form.Title }));
        }
        rows.Act<RoundOpened>(new RoundOpened(form.Id, form.Path, round.Id, round.Number, round.DueOn, university.Branches.Count), university.Committee.Posts.First(h => h.Post.Post == PostKind.CommitteeOffice && h.Post.Until is null).Acting(), at);
    }
}
