using System.Globalization;
using Zhijian.Modules.Figures;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Yearly.Showing;

/// <summary>Numbers of yearly tables as people read them, and where they lead.</summary>
internal static class YearlyWords
{
    extension(Words words)
    {
        /// <summary>A number for a file; one that isn't told says so.</summary>
        public object Told(long? value) => value is { } number ? number : words["yearly.hidden"];

        /// <summary>A number for a page.</summary>
        public string Figure(long? value) => value is { } number ? words.Number(number) : words["yearly.hidden"];

        /// <summary>By how much something changed, with its sign.</summary>
        public string Change(long? value) => value switch
        {
            null => words["yearly.hidden"],
            > 0 and var more => "+" + words.Number(more),
            < 0 and var less => "−" + words.Number(-less),
            _ => "0",
        };

        /// <summary>Which year's table it is, whether only a trial, and which edition.</summary>
        public string Edition(bool isTrial, int edition) =>
            isTrial ? words["yearly.trial"] : edition == 1 ? words["yearly.frozen"] : words["yearly.frozen-again", edition.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>The page's list behind a line of a table as it is today; null where there is none, or the reader may not open it.</summary>
    public static string? Opens(this YearlySheet sheet, YearlyLineRule rule, Actor actor) => rule.Counts switch
    {
        YearlyCount.People when actor.May(PeopleActs.See, sheet.Path) =>
            $"/people?under={sheet.Path}{(rule.Categories.Count == 1 ? $"&category={rule.Categories[0]}" : "")}",
        YearlyCount.Measure => $"/figures/records?organisation={sheet.OrganisationId}&measure={rule.Measure}&from={new DateOnly(sheet.Year, 1, 1).DayInAddress()}&to={sheet.AsOf.DayInAddress()}",
        _ => null,
    };
}
