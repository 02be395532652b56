namespace Zhijian.Modules.Rules;

/// <summary>What a person may ask for about their own data (PIPL ch. IV).</summary>
public enum PersonRequestKind
{
    /// <summary>To put right what is kept wrongly (Art. 46).</summary>
    Correct,

    /// <summary>To erase; of somebody still here what rests on consent is erased and the rest restricted (Art. 47).</summary>
    Erase,

    /// <summary>To do no more with it than duty asks (Art. 44).</summary>
    Restrict,

    /// <summary>To end a restriction.</summary>
    Lift,
}

/// <summary>What is kept or used on the person's consent alone; one purpose each.</summary>
public enum ConsentPurpose
{
    HomeAddress,
    FixedPhone,
}

/// <summary>How a kind of request is handled.</summary>
/// <param name="AnswerWorkingDays">Working days within which it is answered; the day it was made is not counted.</param>
/// <param name="Undoable">Whether what was granted can be taken back.</param>
public sealed record RequestRule(PersonRequestKind Kind, int AnswerWorkingDays, bool Undoable, RuleReference Rule);

/// <summary>One purpose of consent, in both languages.</summary>
/// <param name="Wording">Counted up when the text changes; a consent to an older wording no longer holds.</param>
/// <param name="Covers">Which data.</param>
/// <param name="Without">What is not possible without it, and that nothing else follows.</param>
public sealed record ConsentRule(ConsentPurpose Purpose, int Wording, PackTitle Covers, PackTitle Text, PackTitle Without, RuleReference Rule);

/// <summary>The pack <c>people-rights</c>.</summary>
public sealed record PeopleRights(IReadOnlyDictionary<PersonRequestKind, RequestRule> Requests, IReadOnlyDictionary<ConsentPurpose, ConsentRule> Consents);
