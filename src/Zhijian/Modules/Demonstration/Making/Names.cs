namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Names of people who do not exist: a surname and two characters from novels. Nobody has the name of somebody else until all are used.</summary>
internal sealed class Names(Content content, Dice dice)
{
    private readonly HashSet<string> _used = [.. content.Known.SelectMany(k => k.Names)];

    public string Next()
    {
        for (var tries = 0; ; tries++)
        {
            var name = $"{Letter(content.Surnames)}{Letter(content.GivenFirst)}{Letter(content.GivenSecond)}";
            if (name[1] != name[2] && (_used.Add(name) || tries > 50))
            {
                return name;
            }
        }
    }

    private char Letter(string from) => from[dice.Below(from.Length)];
}
