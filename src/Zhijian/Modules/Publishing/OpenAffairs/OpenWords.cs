using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>Entries of the timetable in the reader's words.</summary>
internal static class OpenWords
{
    extension(Words words)
    {
        /// <summary>A period as people say it; what is none is said as it is.</summary>
        public string OccasionOf(string occasion) => occasion.Split('-') switch
        {
            [{ Length: 4 } year] => words["publishing.year", year],
            [{ Length: 4 } year, ['Q', var quarter]] => words["publishing.quarter", year, quarter],
            _ => "",
        };

        /// <summary>What an entry is about.</summary>
        public string AboutOf(EntryRow entry) => entry.Item switch
        {
            OpenItem.Election when entry.Until is { } until => words["publishing.term", words.Day(entry.On), words.Day(until)],
            OpenItem.Decision when entry.RecordNumber is not null => words["publishing.decided", entry.About, words.Day(entry.On), entry.RecordNumber],
            OpenItem.Appointment when Enum.TryParse<PostKind>(entry.About, out var post) => words["publishing.took", words.Name(post), words.Day(entry.On)],
            _ => entry.About ?? words.OccasionOf(entry.Occasion),
        };
    }
}
