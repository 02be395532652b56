using Zhijian.Modules.Importing.Members;

namespace Zhijian.Testing;

/// <summary>Rows about somebody who is known, with a slip of the hand: what a search for twins must find. The tests and the benchmark plant the same.</summary>
internal static class TwinSlips
{
    private const int Kinds = 6;

    /// <summary>Every second row is the next kind of slip: elsewhere; elsewhere with another letter and no sex; another letter; elsewhere with day and month changed over; no birth date; letters changed over.</summary>
    public static BroughtPerson Of(int row, KnownPerson person, DateOnly birth, Guid[] branches, Random random)
    {
        var elsewhere = branches[random.Next(branches.Length)];
        var at = random.Next(1, person.Name.Length);
        var near = person.Name.Remove(at, 1).Insert(at, "珏");
        return (row / 2 % Kinds) switch
        {
            0 => new BroughtPerson(row, person.Name, elsewhere, person.Sex, birth),
            1 => new BroughtPerson(row, person.Name.Length == 2 ? person.Name : near, elsewhere, null, birth),
            2 => new BroughtPerson(row, near, person.Organisation, person.Sex, birth),
            3 => new BroughtPerson(row, person.Name, elsewhere, null, birth.Day <= 12 ? new DateOnly(birth.Year, birth.Day, birth.Month) : birth.AddDays(birth.Day == 19 ? -10 : 0)),
            4 => new BroughtPerson(row, person.Name, person.Organisation, person.Sex, null),
            _ => new BroughtPerson(row, person.Name.Length == 3 ? $"{person.Name[0]}{person.Name[2]}{person.Name[1]}" : person.Name, elsewhere, person.Sex, birth),
        };
    }
}
