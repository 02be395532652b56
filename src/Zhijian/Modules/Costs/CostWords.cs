using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Costs;

/// <summary>How a cost is said.</summary>
internal static class CostWords
{
    private const int MinutesAnHour = 60;

    /// <summary>From so many hours on minutes say nothing more.</summary>
    private const int LongHours = 100;

    extension(Words words)
    {
        /// <summary>5 分钟, 10 小时 40 分钟, 1,240 小时.</summary>
        public string Effort(long minutes)
        {
            var (hours, rest) = (minutes / MinutesAnHour, minutes % MinutesAnHour);
            return hours == 0 ? words["costs.minutes", rest]
                : hours >= LongHours || rest == 0 ? words["costs.hours", words.Number((minutes + (MinutesAnHour / 2)) / MinutesAnHour)]
                : words["costs.hours-minutes", hours, rest];
        }

        /// <summary>Whom it reaches, how long it takes each and all together.</summary>
        public string CostOf(MessageCost cost) => cost.AsksOrganisations
            ? words["costs.organisations", words.Number(cost.Reached), words.Effort(cost.MinutesEach), words.Effort(cost.Minutes)]
            : words["costs.people", words.Number(cost.Reached), words.Number(cost.Organisations), words.Effort(cost.MinutesEach), words.Effort(cost.Minutes)];
    }
}
