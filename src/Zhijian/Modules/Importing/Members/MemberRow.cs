using System.Globalization;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Importing.Members;

/// <summary>A row after cleaning and checking, by the same rules as a person who is entered by hand.</summary>
internal sealed class MemberRow : CleanedRow
{
    private const int MostFaults = 20;

    private MemberRow(StagedRow staged)
        : base(staged)
    {
    }

    public Organisation? Branch { get; private set; }

    public DateOnly? Since { get; private set; }

    /// <summary>What the file says, as data; null where the kind of person can't be read.</summary>
    public MemberData? Data { get; private set; }

    /// <summary>Judges a row by itself; whether the person is known is asked afterwards.</summary>
    public static MemberRow Read(StagedRow staged, IReadOnlyList<string> mapping, BranchNames branches, DateOnly today, bool inventedPeople)
    {
        var row = new MemberRow(staged);
        row.CleanCells(MemberColumns.Set, mapping, today);
        row.PlaceIn(branches);
        row.Judge(today, inventedPeople);
        return row;
    }

    /// <summary>A row's values after cleaning alone, for comparing; what can't be read is left out.</summary>
    public static Dictionary<string, string> Cleaned(StagedRow staged, IReadOnlyList<string> mapping, DateOnly today)
    {
        var row = new MemberRow(staged);
        row.CleanCells(MemberColumns.Set, mapping, today);
        return row.Values;
    }

    /// <summary>The birth date that stands in an identity number.</summary>
    public static DateOnly? BirthOf(string? identityNumber) =>
        identityNumber?.Length == 18 && DateOnly.TryParseExact(identityNumber[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>What is kept about somebody with what the file says over it; an empty cell changes nothing.</summary>
    public MemberData Over(Member known)
    {
        var data = MemberField.All[0].Over(known, known.Name);
        foreach (var (element, value) in Values)
        {
            data = element == MemberColumns.Category ? data with { Category = Enum.Parse<MemberCategory>(value) } : MemberField.Find(element) is { } field ? field.Apply(data, value) : data;
        }
        return data;
    }

    private void PlaceIn(BranchNames branches)
    {
        if (Values.TryGetValue(MemberColumns.Branch, out var name))
        {
            (Branch, var refusal) = branches.Find(name);
            if (refusal is not null)
            {
                Faults.Add(new RowFault(MemberColumns.Branch, refusal));
            }
        }
        else if ((Branch = branches.Own) is null && Faults.All(f => f.Element != MemberColumns.Branch))
        {
            Faults.Add(new RowFault(MemberColumns.Branch, Platform.Storage.PlatformRefusals.Required));
        }
        Since = Day(Values.GetValueOrDefault(MemberColumns.Since));
    }

    private void Judge(DateOnly today, bool inventedPeople)
    {
        if (Since > today)
        {
            Faults.Add(new RowFault(MemberColumns.Since, PeopleRefusals.InFuture));
        }
        if (!Enum.TryParse<MemberCategory>(Values.GetValueOrDefault(MemberColumns.Category), out var category))
        {
            if (Faults.All(f => f.Element != MemberColumns.Category))
            {
                Faults.Add(new RowFault(MemberColumns.Category, Platform.Storage.PlatformRefusals.Required));
            }
            category = MemberCategory.FullMember;
        }
        var data = new MemberData { Name = Values.GetValueOrDefault(nameof(Member.Name)), Category = category };
        foreach (var (element, value) in Values)
        {
            data = MemberField.Find(element)?.Apply(data, value) ?? data;
        }
        Data = data;
        // One thing is said at a time; what is wrong is left out and the rest judged again, so that a person hears all of it at once.
        var nobody = new Member { OrganisationId = Guid.Empty, Path = "", Name = "", Category = category };
        for (var i = 0; i < MostFaults && MemberDataRules.Check(data, nobody, today, inventedPeople, out var clean) is { Field: ['F', 'o', 'r', 'm', '.', .. var element] } refusal; i++)
        {
            if (!Faults.Any(f => f.Element == element))
            {
                Faults.Add(new RowFault(element, refusal with { Field = null }));
            }
            data = element == nameof(Member.Name) ? data with { Name = "-" } : MemberField.Find(element)!.Apply(data, null);
        }
        if (Faults.Count == 0 && MemberDataRules.Check(Data, nobody, today, inventedPeople, out var right) is null)
        {
            Data = right;
            TakeOver(right!);
        }
    }

    /// <summary>What the rules brought into their own form is a change like any other.</summary>
    private void TakeOver(MemberData right)
    {
        foreach (var (element, value) in new[] { (nameof(Member.IdentityNumber), right.IdentityNumber), (nameof(Member.MobileNumber), right.MobileNumber) })
        {
            if (value is not null && Values[element] != value)
            {
                Values[element] = value;
                Done[element] = Done.GetValueOrDefault(element) | Transformations.NumberForm;
            }
        }
    }
}

/// <summary>The organisations that rows may name, those below the batch's own.</summary>
internal sealed class BranchNames
{
    private readonly ILookup<string, Organisation> _byName;

    public BranchNames(IReadOnlyList<Organisation> takeIn, Organisation? own)
    {
        Own = own;
        _byName = takeIn.ToLookup(o => o.Name);
    }

    /// <summary>The batch's own organisation, where it takes members itself.</summary>
    public Organisation? Own { get; }

    public (Organisation? Branch, Refusal? Refusal) Find(string name) => _byName[name].ToList() switch
    {
        [] => (null, ImportRefusals.NoSuchBranch.With(name)),
        [var one] => (one, null),
        _ => (null, ImportRefusals.BranchUnclear.With(name)),
    };
}
