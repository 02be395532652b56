using Zhijian.Modules.Library;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>The library: texts written for this project, most of them of the committee, some of the branch whose sign-ins are printed and of what stands above it; one is still a draft.</summary>
internal sealed class Shelved(University university, DateOnly first, DateOnly today, InstitutionTime time)
{
    private readonly Rows _rows = new();
    private readonly Dictionary<string, Guid> _items = [];

    public Rows Make()
    {
        var samples = LibrarySample.All();
        foreach (var (index, sample) in samples.Index())
        {
            // Spread over the months of the story, the last one some days ago.
            var day = first.AddDays((today.DayNumber - first.DayNumber - 3) * (index + 1) / (samples.Count + 1));
            Shelve(sample, time.At(day, new TimeOnly(9, 20 + (index % 30))));
        }
        return _rows;
    }

    private void Shelve(LibrarySample sample, DateTimeOffset at)
    {
        var holding = Author(sample.Organisation);
        var (unit, author) = (holding.Unit, holding.Acting());
        _rows.Act(LibraryItem.Draft(sample.With(_items), unit.Id, unit.Name, unit.Path, author, at, out var item), author, at);
        _rows.Add(item!);
        _items[sample.Name] = item!.Id;
        if (sample.Organisation == "branch-draft")
        {
            return;
        }
        _rows.Act(item.HandIn([], null, item.Version), author, at.AddHours(1));
        var office = University.Holding(university.Committee, PostKind.CommitteeOffice);
        var released = item.Release([], at.AddHours(5), out var edition);
        _rows.Add(edition);
        _rows.Add(LibrarySearch.Of(edition, null));
        _rows.Act<LibraryItemReleased>(released, office.Acting(), at.AddHours(5));
    }

    private Holding Author(string organisation)
    {
        var branch = university.Branches.Find(b => b.Name == Loading.Loader.SignInBranch) ?? university.Branches[0];
        return organisation switch
        {
            "branch" or "branch-draft" => University.Holding(branch, PostKind.Secretary),
            "general-branch" => University.Holding(branch.Parent!, PostKind.OrganizationCommissioner),
            _ => University.Holding(university.Committee, PostKind.OrganizationDepartment),
        };
    }
}
