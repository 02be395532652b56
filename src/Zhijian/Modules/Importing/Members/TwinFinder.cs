namespace Zhijian.Modules.Importing.Members;

/// <summary>Somebody who is known, as far as likeness needs it.</summary>
/// <param name="Organisation">The branch.</param>
internal readonly record struct KnownPerson(Guid Id, string Name, Guid Organisation, string? Sex);

/// <summary>Somebody whom a row brings.</summary>
internal readonly record struct BroughtPerson(int Row, string Name, Guid Organisation, string? Sex, DateOnly? Birth);

/// <summary>Two that may be one, before birth dates were compared.</summary>
internal readonly record struct TwinCandidate(int Row, Guid Known, int NamePoints, bool SameOrganisation);

/// <summary>
/// Finds people who may be the same although no number says so: alike by name, birth date and organisation. It proposes, people decide.
/// Names are compared by what a slip of the hand changes: one sign, or two in the other order.
/// </summary>
internal sealed class TwinFinder
{
    /// <summary>From here on two people are shown to somebody who decides.</summary>
    public const int Enough = 5;

    private const int SameName = 4;
    private const int NearName = 2;
    private const int SameBirth = 4;
    private const int NearBirth = 1;
    private const int OtherBirth = -3;
    private const int SameBranch = 2;

    /// <summary>More people like one row than anybody looks through.</summary>
    private const int MostOfOneRow = 200;

    private readonly Dictionary<string, List<BroughtPerson>> _byName = [];
    private readonly Dictionary<string, List<BroughtPerson>> _byPattern = [];
    private readonly Dictionary<int, int> _found = [];

    /// <param name="brought">Those who are compared: a portion of rows, so that the many who are known only pass by.</param>
    public TwinFinder(IEnumerable<BroughtPerson> brought)
    {
        foreach (var person in brought)
        {
            Add(_byName, person.Name, person);
            foreach (var pattern in Patterns(person.Name))
            {
                Add(_byPattern, pattern, person);
            }
        }
    }

    /// <summary>The rows with a name like this person's, before birth dates are opened.</summary>
    public IEnumerable<TwinCandidate> Like(KnownPerson known)
    {
        if (_byName.TryGetValue(known.Name, out var same))
        {
            foreach (var brought in same.Where(b => SameSex(known, b) && IsAmongFirst(b.Row)))
            {
                yield return new TwinCandidate(brought.Row, known.Id, SameName, known.Organisation == brought.Organisation);
            }
        }
        HashSet<int>? seen = null;
        foreach (var pattern in Patterns(known.Name))
        {
            if (!_byPattern.TryGetValue(pattern, out var near))
            {
                continue;
            }
            foreach (var brought in near)
            {
                // Half of a name of two signs is only a surname: alone in the same branch is that worth a look.
                if (known.Name != brought.Name && SameSex(known, brought) && (brought.Name.Length > 2 || known.Organisation == brought.Organisation) && (seen ??= []).Add(brought.Row) && IsAmongFirst(brought.Row))
                {
                    yield return new TwinCandidate(brought.Row, known.Id, NearName, known.Organisation == brought.Organisation);
                }
            }
        }
    }

    /// <summary>How alike two people are, birth dates included.</summary>
    public static int Points(TwinCandidate candidate, DateOnly? brought, DateOnly? known) =>
        candidate.NamePoints + (candidate.SameOrganisation ? SameBranch : 0)
        + (brought is not { } a || known is not { } b ? 0 : a == b ? SameBirth : IsNear(a, b) ? NearBirth : OtherBirth);

    /// <summary>Whether one slip of the hand makes the other day: month and day changed places, or one digit.</summary>
    private static bool IsNear(DateOnly a, DateOnly b)
    {
        if (a.Year == b.Year && a.Month == b.Day && a.Day == b.Month)
        {
            return true;
        }
        var (one, other, differences) = ((a.Year * 10000) + (a.Month * 100) + a.Day, (b.Year * 10000) + (b.Month * 100) + b.Day, 0);
        for (; one > 0 || other > 0; one /= 10, other /= 10)
        {
            differences += one % 10 != other % 10 ? 1 : 0;
        }
        return differences == 1;
    }

    private static bool SameSex(KnownPerson known, BroughtPerson brought) => known.Sex is null || brought.Sex is null || known.Sex == brought.Sex;

    /// <summary>The name with each sign in turn left open, and its signs in order: two names that share one differ by a slip.</summary>
    private static IEnumerable<string> Patterns(string name)
    {
        if (name.Length is < 2 or > 20)
        {
            yield break;
        }
        for (var i = 0; i < name.Length; i++)
        {
            yield return string.Concat(name.AsSpan(0, i), "*", name.AsSpan(i + 1));
            // One sign too many or too few.
            if (name.Length > 2)
            {
                yield return string.Concat(name.AsSpan(0, i), name.AsSpan(i + 1)) + "-";
            }
        }
        yield return name + "-";
        yield return new string([.. name.Order()]) + "~";
    }

    private bool IsAmongFirst(int row) => (_found[row] = _found.GetValueOrDefault(row) + 1) <= MostOfOneRow;

    private static void Add(Dictionary<string, List<BroughtPerson>> to, string key, BroughtPerson person)
    {
        if (!to.TryGetValue(key, out var list))
        {
            to[key] = list = new(1);
        }
        list.Add(person);
    }
}
