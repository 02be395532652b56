using System.Globalization;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Importing.Cleaning;

/// <summary>What was done to a value before it was judged; each is shown.</summary>
[Flags]
internal enum Transformations
{
    None = 0,

    /// <summary>Spaces and invisible signs taken away.</summary>
    Trimmed = 1,

    /// <summary>Full-width digits, letters and signs as half-width ones.</summary>
    HalfWidth = 2,

    /// <summary>A day written another way.</summary>
    DayForm = 4,

    /// <summary>The name of a code as the code.</summary>
    CodeOfName = 8,

    /// <summary>A known other name as the code.</summary>
    Synonym = 16,

    /// <summary>Separators of a number taken away, letters made capitals.</summary>
    NumberForm = 32,

    /// <summary>A sign that stands for nothing.</summary>
    Nothing = 64,
}

/// <summary>A cell after cleaning.</summary>
/// <param name="Value">Null where the cell says nothing.</param>
/// <param name="Refusal">Why it can't be read.</param>
internal readonly record struct Cleaned(string? Value, Transformations Done, Refusal? Refusal);

/// <summary>Brings what people typed into the one form in which it is kept. Changes nothing that needs judgement: no name is corrected, no digit guessed.</summary>
internal static class Cleaner
{
    private static readonly string[] DayForms =
    [
        "yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyy年M月d", "yyyyMMdd", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-MM-ddTHH:mm:ss",
    ];

    private static readonly HashSet<string> Nothings = new(StringComparer.OrdinalIgnoreCase) { "-", "--", "---", "/", "\\", "—", "——", "无", "暂无", "空", "n/a", "na", "null", "none", "#n/a" };

    /// <param name="today">By which version of a code set is read.</param>
    public static Cleaned Clean(ImportField field, string raw, DateOnly today)
    {
        if (raw.Length == 0)
        {
            return default;
        }
        if (!KeptText.Is(raw))
        {
            return new Cleaned(raw, Transformations.None, ImportRefusals.BadSigns);
        }
        var done = Transformations.None;
        var text = Step(raw, Trimmed(raw, field.Form), Transformations.Trimmed, ref done);
        text = Step(text, HalfWidth(text, all: field.Form is not (FieldForm.Text or FieldForm.Name)), Transformations.HalfWidth, ref done);
        if (text.Length == 0)
        {
            return new Cleaned(null, done, null);
        }
        if (Nothings.Contains(text))
        {
            return new Cleaned(null, done | Transformations.Nothing, null);
        }
        return field.Form switch
        {
            FieldForm.Day => Day(text, done),
            FieldForm.Code => Code(field, text, today, done),
            FieldForm.Number => new Cleaned(Step(text, Digits(text), Transformations.NumberForm, ref done), done, null),
            FieldForm.Phone => new Cleaned(Step(text, Phone(text), Transformations.NumberForm, ref done), done, null),
            _ => new Cleaned(text, done, null),
        };
    }

    private static string Step(string before, string after, Transformations what, ref Transformations done)
    {
        if (before != after)
        {
            done |= what;
        }
        return after;
    }

    private static Cleaned Day(string text, Transformations done)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return new Cleaned(text, done, null);
        }
        if (DateTime.TryParseExact(text.Replace(" ", text.Contains(':', StringComparison.Ordinal) ? " " : "", StringComparison.Ordinal), DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new Cleaned(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), done | Transformations.DayForm, null);
        }
        // A day that lost its look is a number of days since 1900: 1954 to 2064.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is >= 20_000 and < 60_000)
        {
            return new Cleaned(new DateOnly(1899, 12, 30).AddDays(serial).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), done | Transformations.DayForm, null);
        }
        return new Cleaned(text, done, ImportRefusals.NotADay.With(text));
    }

    private static Cleaned Code(ImportField field, string text, DateOnly today, Transformations done)
    {
        var codes = field.Element.CodeSet!.At(today);
        if (codes.Has(text))
        {
            return new Cleaned(text, done, null);
        }
        var code = codes.Meant(text) ?? field.Element.Synonyms.GetValueOrDefault(text);
        if (code is null || !codes.Has(code))
        {
            return new Cleaned(text, done, ImportRefusals.UnknownName.With(text));
        }
        var isName = string.Equals(field.Element.CodeSet.NameOf(code, chinese: true), text, StringComparison.Ordinal) || string.Equals(field.Element.CodeSet.NameOf(code, chinese: false), text, StringComparison.OrdinalIgnoreCase);
        // A spreadsheet takes the code 01 for the number 1.
        return new Cleaned(code, done | (isName ? Transformations.CodeOfName : text.All(char.IsAsciiDigit) ? Transformations.NumberForm : Transformations.Synonym), null);
    }

    private static string Trimmed(string raw, FieldForm form)
    {
        var text = new StringBuilder(raw.Length);
        foreach (var c in raw)
        {
            if (c is '\u200B' or '\u200C' or '\u200D' or '\uFEFF' or '\u00AD' || (char.IsControl(c) && !char.IsWhiteSpace(c)))
            {
                continue;
            }
            if (char.IsWhiteSpace(c))
            {
                if (text.Length > 0 && text[^1] != ' ')
                {
                    text.Append(' ');
                }
                continue;
            }
            // 张 三 is 张三; Mary Ann stays.
            if (form == FieldForm.Name && text is [.., var before, ' '] && IsChinese(before) && IsChinese(c))
            {
                text.Length--;
            }
            text.Append(c);
        }
        var trimmed = text.ToString().Trim().TrimStart('\'', '‘', '’');
        return trimmed;
    }

    private static string HalfWidth(string text, bool all)
    {
        char Half(char c) => c is >= '！' and <= '～' && (all || char.IsAsciiLetterOrDigit((char)(c - 0xFEE0))) ? (char)(c - 0xFEE0) : c;
        return text.Any(c => c is >= '！' and <= '～') ? string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = Half(from[i]);
            }
        }) : text;
    }

    private static string Digits(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Phone(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '+' or '(' or ')') && text.Count(char.IsAsciiDigit) >= 11 && text.Contains('1', StringComparison.Ordinal) && new string([.. text.Where(char.IsAsciiDigit)]) is { Length: 11 } digits && digits[0] == '1'
            ? digits : text;

    private static bool IsChinese(char c) => c is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF';
}
