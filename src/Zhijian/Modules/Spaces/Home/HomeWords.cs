using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Spaces.Home;

/// <summary>How far away the end of a task is, in words.</summary>
internal static class HomeWords
{
    extension(Words words)
    {
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
