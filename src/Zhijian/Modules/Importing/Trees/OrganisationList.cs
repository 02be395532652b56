using System.Globalization;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Trees;

/// <summary>
/// A whole list of organisations over the tree as it stands: which rows are known, what stands above each, and what the rules of the tree say when all of it is carried out, parents
/// before children. A rehearsal in memory by the very decisions that are taken by hand; nothing is saved.
/// </summary>
internal sealed class OrganisationList
{
    private readonly IReadOnlyList<OrganisationRow> _rows;
    private readonly ILookup<string, OrganisationRow> _rowsByName;
    private readonly ILookup<string, Organisation> _knownByName;
    private readonly Dictionary<string, Organisation> _knownByNumber;
    private readonly Dictionary<Guid, Organisation> _knownById;
    private readonly Dictionary<Guid, string> _names;
    private readonly HashSet<OrganisationRow> _placed = [];
    private readonly HashSet<OrganisationRow> _placing = [];
    private readonly Organisation? _own;

    /// <param name="known">The living organisations at and below the batch's own.</param>
    /// <param name="own">The batch's own organisation.</param>
    public OrganisationList(IReadOnlyList<OrganisationRow> rows, IReadOnlyList<Organisation> known, Organisation? own)
    {
        (_rows, _own) = (rows, own);
        _rowsByName = rows.Where(r => r.Name.Length > 0).ToLookup(r => r.Name);
        _knownByName = known.ToLookup(o => o.Name);
        _knownByNumber = known.ToDictionary(o => o.Number.ToString(CultureInfo.InvariantCulture));
        _knownById = known.ToDictionary(o => o.Id);
        _names = known.ToDictionary(o => o.Id, o => o.Name);
        foreach (var row in rows)
        {
            Place(row);
        }
    }

    public IReadOnlyList<OrganisationRow> Rows => _rows;

    /// <summary>What a row is about: known by number or name, or decided to be the same.</summary>
    public Organisation? Known(OrganisationRow row) => row.Staged.Decision == TwinDecision.LeaveOut ? null
        : row.Exact ?? (row.Staged is { Decision: TwinDecision.Same, TwinId: { } twin } ? _knownById.GetValueOrDefault(twin) : null);

    /// <summary>What it is called today; the rehearsal changes names in its copy.</summary>
    public string NameOf(Organisation known) => _names[known.Id];

    /// <summary>Carries the list out on a copy of the tree; what is refused becomes a fault of its row, and of those that would stand below it.</summary>
    public void Rehearse(ChangingTree tree, IReadOnlyDictionary<OrganisationRow, OrganisationSize> sizes, Func<OrganisationRow, ChangeNote> noteOf)
    {
        var number = tree.Organisations.Select(o => o.Number).DefaultIfEmpty().Max();
        foreach (var row in _rows.OrderBy(Depth).ThenBy(r => r.Staged.Number))
        {
            if (Known(row) is { } known)
            {
                row.Rehearsed = tree.Find(known.Id);
                if (row.Faults.Count == 0 && _names[known.Id] != row.Name)
                {
                    Fault(row, tree.Rename(row.Rehearsed!, row.Name, noteOf(row)).Refusal);
                }
                continue;
            }
            if (row.Faults.Count > 0 || row.Staged.Decision == TwinDecision.LeaveOut)
            {
                continue;
            }
            if (row.Kind is not { } kind)
            {
                row.Fault(OrganisationColumns.Kind, PlatformRefusals.Required);
                continue;
            }
            var parent = row.ParentRow is { } above ? above.Rehearsed : row.Parent is { } stands ? tree.Find(stands.Id) : null;
            if (parent is null)
            {
                row.Fault(OrganisationColumns.Parent, ImportRefusals.ParentStaysBehind);
                continue;
            }
            var founded = tree.Found(parent, ++number, row.Name, kind, row.Population, row.People, sizes.GetValueOrDefault(row) ?? new OrganisationSize(0, 0), noteOf(row));
            Fault(row, founded.Refusal);
            row.Rehearsed = founded.Fact is { } fact ? tree.Find(fact.SubjectId) : null;
        }
    }

    /// <summary>The column to which a refusal of the tree belongs.</summary>
    public static RowFault FaultOf(Refusal refusal) => new(
        refusal.Field switch
        {
            "Form.Name" => OrganisationColumns.Name,
            "Form.Kind" => OrganisationColumns.Kind,
            "Form.On" => OrganisationColumns.On,
            "Form.Members" => OrganisationColumns.People,
            "Form.Reason" or "Form.WarningReason" => OrganisationColumns.Reason,
            "Form.Target" => OrganisationColumns.Parent,
            _ => "",
        }, refusal with { Field = null });

    private static void Fault(OrganisationRow row, Refusal? refusal)
    {
        if (refusal is not null)
        {
            row.Faults.Add(FaultOf(refusal));
        }
    }

    private Organisation? Stands(OrganisationRow row) => row.Exact ?? Known(row);

    /// <summary>How many rows stand above a row and are founded before it.</summary>
    private static int Depth(OrganisationRow row)
    {
        var depth = 0;
        for (var above = row.ParentRow; above is not null; above = above.ParentRow)
        {
            depth++;
        }
        return depth;
    }

    /// <summary>Finds what stands above a row, and whether it is known; rows above it are placed first.</summary>
    private void Place(OrganisationRow row)
    {
        if (!_placed.Add(row))
        {
            return;
        }
        _placing.Add(row);
        var byNumber = row.Values.TryGetValue(OrganisationColumns.Number, out var number) ? _knownByNumber.GetValueOrDefault(number) : null;
        if (number is not null && byNumber is null)
        {
            row.Fault(OrganisationColumns.Number, ImportRefusals.NoSuchOrganisation.With(number));
        }
        FindParent(row, isKnown: byNumber is not null);
        row.Exact = byNumber ?? (row.Parent is { } parent ? _knownByName[row.Name].FirstOrDefault(o => o.ParentId == parent.Id) : null) ?? (_own is { } own && row.Name == own.Name && !row.Values.ContainsKey(OrganisationColumns.Parent) ? own : null);
        if (row.Exact is { } exact)
        {
            // Where something stands and what it is are changed by people, one by one.
            if (row.Kind is { } kind && kind != exact.Kind)
            {
                row.Fault(OrganisationColumns.Kind, OrganisationRefusals.DecidedByPeople);
            }
            if (row.ParentRow is not null || (row.Parent is { } other && row.Values.ContainsKey(OrganisationColumns.Parent) && other.Id != exact.ParentId))
            {
                row.Fault(OrganisationColumns.Parent, OrganisationRefusals.DecidedByPeople);
            }
            row.ParentRow = null;
        }
        _placing.Remove(row);
    }

    private void FindParent(OrganisationRow row, bool isKnown)
    {
        if (!row.Values.TryGetValue(OrganisationColumns.Parent, out var name))
        {
            row.Parent = isKnown ? null : _own;
            return;
        }
        if (_knownByNumber.TryGetValue(name, out var numbered))
        {
            row.Parent = numbered;
            return;
        }
        var rows = _rowsByName[name].Where(r => r != row && !_placing.Contains(r)).ToList();
        rows.ForEach(Place);
        var known = _knownByName[name].Concat(rows.Select(Stands).OfType<Organisation>()).DistinctBy(o => o.Id).ToList();
        var founding = rows.Where(r => Stands(r) is null).ToList();
        switch (known, founding)
        {
            case ([var one], []):
                row.Parent = one;
                break;
            case ([], [var one]):
                row.ParentRow = one;
                break;
            case ([], []):
                row.Fault(OrganisationColumns.Parent, ImportRefusals.NoSuchOrganisation.With(name));
                break;
            default:
                row.Fault(OrganisationColumns.Parent, ImportRefusals.BranchUnclear.With(name));
                break;
        }
    }
}
