using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Home;

/// <summary>How texts that modules put on a home page are written in the reader's language.</summary>
internal static class HomeWords
{
    extension(Words words)
    {
        public string Say(HomeText text) => text.Values.Length == 0 ? words[text.Key] : words[text.Key, [.. text.Values.Select(v => (object?)words.Value(v))]];

        private string Value(object value) => value switch
        {
            HomeText text => words.Say(text),
            Enum named => words.Name(named),
            DateOnly day => words.Day(day),
            DateTimeOffset at => words.Moment(at),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };

        /// <summary>逾期 3 天, 今天 18:00 前, 还有 12 天.</summary>
        public string Until(DateTimeOffset due, InstitutionTime institution)
        {
            var days = institution.DayOf(due).DayNumber - institution.Today.DayNumber;
            return (due < institution.Now, days) switch
            {
                (true, < 0) => words["spaces.days-late", -days],
                (true, _) => words["spaces.late-today"],
                (_, 0) => words["spaces.today-until", words.Time(due)],
                _ => words["spaces.days-left", days],
            };
        }
    }
}
