using Zhijian.Platform.Texts;

namespace Zhijian.Platform.Web;

/// <summary>How texts that modules put on pages of others are written in the reader's language.</summary>
public static class HomeTextWords
{
    extension(Words words)
    {
        public string Say(HomeText text) => text.Values.Length == 0 ? words[text.Key] : words[text.Key, [.. text.Values.Select(v => (object?)words.Value(v))]];

        /// <summary>One value as people read it: a name, a day, a moment, a text of its own.</summary>
        public string Value(object value) => value switch
        {
            HomeText text => words.Say(text),
            Enum named => words.Name(named),
            DateOnly day => words.Day(day),
            DateTimeOffset at => words.Moment(at),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };
    }
}
