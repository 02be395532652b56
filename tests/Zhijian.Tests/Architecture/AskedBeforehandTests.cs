using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Zhijian.Modules.Costs;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Web;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>
/// Whoever puts something before many sees its cost first. These tests find every part of the program that hands messages over, writes a row for each person or organisation,
/// or puts tasks on homes; each is an act that says its cost beforehand, or stands here with the reason why nobody could be told.
/// </summary>
public sealed partial class AskedBeforehandTests
{
    private const string OnePerson = "tells one person, who is waiting for it or whom it concerns";
    private const string ByItself = "nobody sends it: it follows from a rule, a date or what somebody was asked to do";

    /// <summary>Parts that hand messages over without a cost that somebody could see before.</summary>
    private static readonly Dictionary<string, string> TellsWithoutCost = new()
    {
        ["Modules.Activities.Notices.AskLeaveAction"] = OnePerson,
        ["Modules.Activities.Notices.JudgeLeaveAction"] = OnePerson,
        ["Modules.Activities.Notices.ReminderJob"] = ByItself,
        ["Modules.Conversation.Asking.AskAction"] = OnePerson,
        ["Modules.Conversation.Commenting.WriteCommentAction"] = OnePerson,
        ["Modules.Conversation.Moderating.DecideAction"] = "tells those who took part in one report what became of it: it asks nothing of them",
        ["Modules.Conversation.Moderating.ReportAction"] = OnePerson,
        ["Modules.Conversation.Thanking.ThankAction"] = OnePerson,
        ["Modules.Experiences.Following.TellWhenArticlePublished"] = "tells those whose words stand in an article, as they agreed: it asks nothing of them",
        ["Modules.Federation.Handing.HandOnAction"] = "tells those who go to another institution that their data went there, as the law demands: it asks nothing of them",
        ["Modules.Experiences.Gathering.ChooseExperiencesAction"] = OnePerson,
        ["Modules.Experiences.Writing.WriteExperienceAction"] = OnePerson,
        ["Modules.Oversight.Alarms.AlarmJob"] = ByItself,
        ["Modules.Oversight.Overview.OverviewJob"] = ByItself,
        ["Modules.People.Reveal.RevealValueAction"] = OnePerson,
        ["Modules.Points.Contesting.AnswerContestAction"] = OnePerson,
        ["Modules.Privacy.Requests.ShowValuesAction"] = OnePerson,
        ["Modules.Reminding.Sending.ReminderJob"] = ByItself,
        ["Modules.Review.Notices.AskAboveWhenCaseEscalated"] = ByItself,
        ["Modules.Review.Notices.TellAuthorWhenCaseApproved"] = OnePerson,
        ["Modules.Review.Notices.TellAuthorWhenCaseReturned"] = OnePerson,
        ["Modules.Review.Notices.TellDeputyWhenAbsenceAnnounced"] = OnePerson,
        ["Modules.Review.Notices.TellDeputyWhenCaseDelegated"] = OnePerson,
        ["Platform.Exports.ExportWriter"] = OnePerson,
        ["Platform.Files.Guarded.ForwardDocumentAction"] = OnePerson,
        ["Platform.Identity.SecondFactor.TellsOwner"] = OnePerson,
    };

    /// <summary>Parts that write a row for each of many people or organisations, without asking them anything by it.</summary>
    private static readonly Dictionary<string, string> WritesWithoutAsking = new()
    {
        ["Modules.Collecting.OpenRoundAction"] = "opens what PublishFormAction showed the cost of; later rounds follow from the form's frequency",
        ["Modules.Figures.FigureRebuild"] = "recomputes counts",
        ["Modules.Figures.ObligationBook"] = "duties of a period, by the rules",
        ["Modules.Figures.TraceBook"] = "counts",
        ["Modules.Importing.Conflicts.ConflictsQuery"] = "notes where brought values differ, for those who bring them",
        ["Modules.Publishing.OpenAffairs.AskForPeriodsJob"] = "what the directory asks for each period, by the rules",
    };

    /// <summary>What puts tasks on homes: the acts by which somebody asks for it, or the reason why nobody does.</summary>
    private static readonly Dictionary<string, string> TasksFrom = new()
    {
        ["ActivitiesOnHome"] = "AnnounceAction, ChangeAction, RemindAction; the organisation's own steps follow from its plan",
        ["ContestsOnHome"] = "a person contests their own ledger: one organisation answers",
        ["ConversationOnHome"] = "a reader asks or reports: one organisation answers",
        ["EntryTasks"] = "PublishFormAction",
        ["ExperiencesOnHome"] = "AskForExperiencesAction",
        ["FollowUpTasks"] = "a meeting gives a task to one person, who was there",
        ["ImportsOnHome"] = "what somebody brought themselves",
        ["LearningOnHome"] = "AssignAction",
        ["OpenDutyTasks"] = "duties of a period, by the rules",
        ["OversightTasks"] = "alarms and the keeping of backups, by the rules",
        ["PapersOnHome"] = "SetPaperAction",
        ["PublishingTasks"] = "HandInAction; what is to be opened follows from the directory",
        ["ResolutionTasksOnHome"] = "a committee gives a task to one person, who holds a post in it",
        ["ReviewOnHome"] = "what is handed in waits for one reviewer, by the review chain",
    };

    private static IEnumerable<Type> Marked => Code.Program.Where(t => t.GetCustomAttribute<AsksManyAttribute>() is not null);

    [Fact]
    public void Whoever_hands_messages_over_says_the_cost_first_or_why_not()
    {
        Assert.NotEmpty(Unmarked([typeof(TellsUnseen)], Tells, TellsWithoutCost));
        Breaches.None(Unmarked(Code.Program, Tells, TellsWithoutCost));
    }

    [Fact]
    public void Whoever_writes_a_row_for_each_of_many_says_the_cost_first_or_why_not()
    {
        Assert.NotEmpty(Unmarked([typeof(WritesUnseen)], Writes, WritesWithoutAsking));
        Breaches.None(Unmarked(Code.Program, Writes, WritesWithoutAsking));
    }

    [Fact]
    public void Every_task_on_a_home_comes_from_an_act_whose_cost_is_said_or_from_no_act()
    {
        var sources = Code.Program.Where(t => t.IsClass && t.IsAssignableTo(typeof(ITaskSource))).Select(t => t.Name).ToList();
        Assert.NotEmpty(sources);
        Breaches.None(sources.Except(TasksFrom.Keys).Select(s => $"{s} puts tasks on homes: say by which act they come, and mark it [AsksMany]"));
        Breaches.None(TasksFrom.Keys.Except(sources).Select(s => $"{s} is listed and puts no tasks on homes any more"));
        var acts = Marked.Select(t => t.Name).ToHashSet();
        Breaches.None(TasksFrom.Values.SelectMany(v => ActName().Matches(v).Select(m => m.Value)).Where(a => !acts.Contains(a)).Select(a => $"{a} is named as the source of tasks and isn't marked [AsksMany]"));
    }

    [Fact]
    public void Every_marked_act_has_a_page_that_shows_its_cost()
    {
        var pages = Code.Program.Where(t => t.IsAssignableTo(typeof(ComponentBase))).Select(t => Code.Mentions(t)).Where(m => m.Contains(typeof(CostNote)) || m.Contains(typeof(CostForm))).ToList();
        Assert.NotEmpty(pages);
        Assert.NotEmpty(Marked);
        Breaches.None(Marked.Where(act => !pages.Exists(p => p.Contains(act))).Select(act => $"{act.FullName} asks many, and no page shows its cost"));
    }

    [Fact]
    public void Every_marked_act_that_confirms_counts_before_it_sends() =>
        Breaches.None(Marked.Where(act => act.GetCustomAttribute<AsksManyAttribute>()!.Confirms && !Counts(act)).Select(act => $"{act.FullName} never asks whether its cost was seen"));

    /// <summary>Calls <c>WhyNot</c> of the query of costs, itself or by a part of its own module.</summary>
    private static bool Counts(Type act) => Code.Steps(act).Concat(Code.Mentions(act).Where(t => t.Namespace?.StartsWith(act.Namespace!, StringComparison.Ordinal) == true).SelectMany(Code.Steps))
        .Any(s => s.Calls(typeof(MessageCostQuery), nameof(MessageCostQuery.WhyNot)));

    private static IEnumerable<string> Unmarked(IEnumerable<Type> types, Func<Type, bool> does, Dictionary<string, string> listed)
    {
        var all = types.Where(t => t != typeof(Postbox) && does(t)).ToList();
        var named = all.Where(t => t.GetCustomAttribute<AsksManyAttribute>() is null).Select(Name).ToList();
        var isWhole = all.Count > 1;
        return named.Except(listed.Keys).Select(n => $"{n} reaches people: mark it [AsksMany] and show its cost, or say why not")
            .Concat(isWhole ? listed.Keys.Except(named).Select(n => $"{n} is listed and doesn't do it any more") : []);
    }

    private static string Name(Type type) => type.FullName!.Replace("Zhijian.", "", StringComparison.Ordinal);

    private static bool Tells(Type type) => Code.Steps(type).Any(s => s.Calls(typeof(Postbox), nameof(Postbox.Deliver)));

    /// <summary>A row for each member or organisation, written from the question who they are.</summary>
    private static bool Writes(Type type) => Code.Steps(type).Any(s => s.Text is { } text && RowForEach().IsMatch(text));

    [GeneratedRegex(@"insert\s+into[\s\S]*?\bselect\b[\s\S]*?\bfrom\s+(member|organisation)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RowForEach();

    [GeneratedRegex(@"\b[A-Z]\w+Action\b")]
    private static partial Regex ActName();

    private sealed class TellsUnseen(Postbox postbox)
    {
        public void Run(IEnumerable<Message> messages) => postbox.Deliver(messages);
    }

    private static class WritesUnseen
    {
        public const string Rows = "insert into task (member_id) select m.id from member m";

        public static string Run() => string.Concat(Rows, Environment.NewLine);
    }
}
