using Zhijian.Modules.People;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Reminding;

/// <summary>Whom to remind of what at a moment, worked out from what is known and asked of nobody: the same for the running program and for a month that a test walks through.</summary>
internal static class ReminderPlan
{
    /// <summary>Those who lead an organisation and may be reached at this moment, each with all the places they lead.</summary>
    /// <param name="choices">Who chose when; everybody else is reached as the rule says.</param>
    /// <param name="sentOn">On which of the last seven days each was reminded.</param>
    /// <param name="now">The local time of the institution.</param>
    public static List<ReachedLeader> Reached(IEnumerable<Leader> leaders, IReadOnlyDictionary<Guid, ReminderChoice> choices, IReadOnlyDictionary<Guid, HashSet<DateOnly>> sentOn, DateTime now, RulesInForce rules) =>
    [
        .. from person in leaders.GroupBy(l => l.MemberId)
           let choice = choices.GetValueOrDefault(person.Key) ?? ReminderChoice.Usual(person.Key, "", rules.Reminders.Interruptions)
           where choice.MayBeReached(now, sentOn.GetValueOrDefault(person.Key) ?? [], rules.Reminders.Interruptions, rules.Calendar)
           select new ReachedLeader(person.Key, [.. person]),
    ];

    /// <summary>What each of them is told, in one message; nobody who has nothing to hear.</summary>
    /// <param name="due">The steps that fell due at a place.</param>
    /// <param name="week">What the week before was, for the first place somebody leads.</param>
    /// <param name="told">Which steps each was told already.</param>
    public static List<(Leader To, Digest Digest)> Digests(
        IEnumerable<ReachedLeader> people, Func<Leader, IEnumerable<ReminderStep>> due, Func<Leader, IEnumerable<ReminderStep>> week, IReadOnlyDictionary<Guid, HashSet<ToldStep>> told) =>
    [
        .. from person in people
           let digest = Digest.Of(person.Places.SelectMany(due).Concat(week(person.Places[0])), told.GetValueOrDefault(person.MemberId) ?? [])
           where !digest.IsEmpty
           select (person.Places[0], digest),
    ];
}

/// <summary>Somebody who may be reached now.</summary>
internal sealed record ReachedLeader(Guid MemberId, IReadOnlyList<Leader> Places);
