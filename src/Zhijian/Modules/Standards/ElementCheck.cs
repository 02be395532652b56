using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhijian.Modules.Standards;

/// <summary>Why a value can't be a data element's.</summary>
public enum ElementProblem
{
    TooLong,

    /// <summary>A sign the element does not allow.</summary>
    Pattern,
    NotADay,

    /// <summary>Before the year 1900.</summary>
    TooEarly,
    InFuture,
    NotAMonth,
    NotAMoment,

    /// <summary>The code set of the day has no such code, name or known word.</summary>
    NotInCodeSet,
    NotANumber,
    TooSmall,
    TooLarge,
    TooManyDecimals,
    NotYesOrNo,
    PhoneNumber,
    IdentityLength,
    IdentityCharacter,
    IdentityRegion,
    IdentityBirth,
    IdentityCheck,
    CreditLength,
    CreditCharacter,
    CreditOrganisation,
    CreditCheck,
}

/// <summary>A value in the element's one form, or what is wrong with it. Neither for nothing typed.</summary>
public sealed record CheckedValue(string? Value, ElementProblem? Problem)
{
    public static CheckedValue Of(string value) => new(value, null);

    public static implicit operator CheckedValue(ElementProblem problem) => new(null, problem);
}

/// <summary>
/// Whether what was typed, pushed or imported can be a data element's value, and its one form: days as 2026-11-21, codes as codes, numbers with a point. Pure; forms, files and
/// interfaces all ask here.
/// </summary>
public static class ElementCheck
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly HashSet<string> Yes = new(["yes", "y", "true", "1", "是", "有", "对", "√"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> No = new(["no", "n", "false", "0", "否", "无", "没有", "×"], StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    /// <summary>Reads a value as typed.</summary>
    /// <param name="inventedPeople">Lets identity numbers of nobody through, in tests and demonstrations only.</param>
    public static CheckedValue Read(DataElement element, string typed, DateOnly today, bool inventedPeople)
    {
        var text = typed.Trim();
        if (text.Length == 0)
        {
            return new CheckedValue(null, null);
        }
        return element.Type switch
        {
            ElementType.Day => Day(element, text, today),
            ElementType.Month => Month(element, text, today),
            ElementType.Moment => TypedText.Moment(text) is { } moment ? CheckedValue.Of(moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) : ElementProblem.NotAMoment,
            ElementType.Code => Code(element, text, today),
            ElementType.Number => Number(element, text),
            ElementType.YesNo => YesNo(text),
            ElementType.IdentityNumber => Identity(text, today, inventedPeople),
            ElementType.MobileNumber => PhoneNumber.Mobile(text) is { } mobile ? CheckedValue.Of(mobile) : ElementProblem.PhoneNumber,
            ElementType.FixedPhone => PhoneNumber.IsPhone(text) ? CheckedValue.Of(text) : ElementProblem.PhoneNumber,
            ElementType.SocialCreditCode => Credit(text),
            _ => Text(element, text),
        };
    }

    private static CheckedValue Text(DataElement element, string text) =>
        text.Length > element.Longest ? ElementProblem.TooLong
        : element.Pattern is { } pattern && !Patterns.GetOrAdd(pattern, p => new Regex($"^(?:{p})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)).IsMatch(text) ? ElementProblem.Pattern
        : CheckedValue.Of(text);

    private static CheckedValue Day(DataElement element, string text, DateOnly today) =>
        TypedText.Day(text) is not { } day ? ElementProblem.NotADay
        : day < Earliest ? ElementProblem.TooEarly
        : element.IsPast && day > today ? ElementProblem.InFuture
        : CheckedValue.Of(TypedText.InForm(day)!);

    private static CheckedValue Month(DataElement element, string text, DateOnly today) =>
        TypedText.Month(text) is not { } month ? ElementProblem.NotAMonth
        : month < Earliest ? ElementProblem.TooEarly
        : element.IsPast && month > today ? ElementProblem.InFuture
        : CheckedValue.Of(month.ToString("yyyy-MM", CultureInfo.InvariantCulture));

    private static CheckedValue Code(DataElement element, string text, DateOnly today)
    {
        var version = element.CodeSet!.At(today);
        var code = version.Meant(TypedText.HalfWidth(text)) ?? element.Synonyms.GetValueOrDefault(TypedText.HalfWidth(text));
        return code is not null && version.Has(code) ? CheckedValue.Of(code) : ElementProblem.NotInCodeSet;
    }

    private static CheckedValue Number(DataElement element, string text)
    {
        if (!decimal.TryParse(TypedText.HalfWidth(text), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
        {
            return ElementProblem.NotANumber;
        }
        return number < element.Smallest ? ElementProblem.TooSmall
            : number > element.Largest ? ElementProblem.TooLarge
            : decimal.Round(number, element.Decimals) != number ? ElementProblem.TooManyDecimals
            : CheckedValue.Of(number.ToString("0.############################", CultureInfo.InvariantCulture));
    }

    private static CheckedValue YesNo(string text)
    {
        var word = TypedText.HalfWidth(text);
        return Yes.Contains(word) ? CheckedValue.Of("yes") : No.Contains(word) ? CheckedValue.Of("no") : ElementProblem.NotYesOrNo;
    }

    private static CheckedValue Identity(string text, DateOnly today, bool inventedPeople) => IdentityNumber.Read(text, today, inventedPeople, out var number) switch
    {
        null => CheckedValue.Of(number!.Text),
        IdentityProblem.Length => ElementProblem.IdentityLength,
        IdentityProblem.IllegalCharacter => ElementProblem.IdentityCharacter,
        IdentityProblem.Region => ElementProblem.IdentityRegion,
        IdentityProblem.CheckDigit => ElementProblem.IdentityCheck,
        _ => ElementProblem.IdentityBirth,
    };

    private static CheckedValue Credit(string text) => CreditCode.Read(text, out var code) switch
    {
        null => CheckedValue.Of(code!),
        CreditCodeProblem.Length => ElementProblem.CreditLength,
        CreditCodeProblem.IllegalCharacter => ElementProblem.CreditCharacter,
        CreditCodeProblem.OrganisationCheck => ElementProblem.CreditOrganisation,
        _ => ElementProblem.CreditCheck,
    };
}
