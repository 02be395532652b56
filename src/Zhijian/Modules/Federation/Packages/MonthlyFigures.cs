using System.Text.Json;
using System.Text.Json.Serialization;
using Zhijian.Modules.Figures;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Federation.Packages;

/// <summary>What one institution states about one month.</summary>
/// <param name="Format">What kind of statement this is.</param>
/// <param name="Institution">The name by which it calls itself.</param>
/// <param name="Month">The first day of the month.</param>
/// <param name="MadeAt">When it was counted and signed.</param>
/// <param name="Figures">Organisations at the end of the month, and what was filed of the month up to then, by the names of the measures.</param>
public sealed record MonthlyFigures(string Format, string Institution, DateOnly Month, DateTimeOffset MadeAt, IReadOnlyDictionary<string, int> Figures)
{
    public const string ThisFormat = "zhijian/monthly-figures/1";

    /// <summary>The figure beside the measures: how many organisations stand.</summary>
    public const string Organisations = "organisations";

    /// <summary>Above what any institution counts in a month; a slip of a programme, not a figure.</summary>
    public const int Most = 100_000_000;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 4,
    };

    public string Write() => JsonSerializer.Serialize(this, Form);

    /// <summary>Null where the text is no statement of this form.</summary>
    public static MonthlyFigures? Read(string statement)
    {
        try
        {
            return JsonSerializer.Deserialize<MonthlyFigures>(statement, Form) is { Format: ThisFormat, Institution.Length: > 0 and <= 200, Month.Day: 1 } read && read.Figures.Count > 0 ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it can be believed as far as it goes: the month is over, and each figure is one that is known here.</summary>
    /// <param name="known">The names of measures, and <see cref="Organisations"/>.</param>
    /// <param name="today">The day here.</param>
    public Refusal? WhyNot(IReadOnlySet<string> known, DateOnly today)
    {
        if (!IsOver(Month, today) || MadeAt < new DateTimeOffset(Month.AddMonths(1).AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero))
        {
            return FederationRefusals.MonthOpen.With(Month.InAddress());
        }
        return Figures.FirstOrDefault(f => !known.Contains(f.Key) || f.Value is < 0 or > Most) is { Key: { } wrong } ? FederationRefusals.BadFigure.With(wrong.Length > 40 ? wrong[..40] : wrong) : null;
    }

    /// <summary>Figures of a month are stated when its last day is over.</summary>
    public static bool IsOver(DateOnly month, DateOnly today) => month.AddMonths(1) <= today;

    /// <summary>The month of a name, or null.</summary>
    public static DateOnly? MonthOf(string? name) => FigureWords.ReadMonth(name) is { Year: > 2000 and < 2200 } month ? month : null;
}
