using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Importing.Trees;

/// <summary>A row that is an organisation, to found or to rename.</summary>
internal sealed class OrganisationRow : CleanedRow
{
    private OrganisationRow(StagedRow staged)
        : base(staged)
    {
    }

    public string Name => Values.GetValueOrDefault(OrganisationColumns.Name) ?? "";

    public OrganisationKind? Kind => Enum.TryParse<OrganisationKind>(Values.GetValueOrDefault(OrganisationColumns.Kind), out var kind) ? kind : null;

    public Population? Population => Enum.TryParse<Population>(Values.GetValueOrDefault(OrganisationColumns.Population), out var population) ? population : null;

    public DateOnly? On => Day(Values.GetValueOrDefault(OrganisationColumns.On));

    public string? Reason => Values.GetValueOrDefault(OrganisationColumns.Reason);

    /// <summary>The people it begins with, as they were typed: numbers or names.</summary>
    public IReadOnlyList<string> Entries => Values.TryGetValue(OrganisationColumns.People, out var typed)
        ? [.. typed.Split(['、', ',', '，', ';', '；', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()] : [];

    /// <summary>Who these people are.</summary>
    public IReadOnlyList<Guid> People { get; set; } = [];

    /// <summary>What stands above it and is known; null where that is another row, or nothing.</summary>
    public Organisation? Parent { get; set; }

    /// <summary>The row that founds what stands above it.</summary>
    public OrganisationRow? ParentRow { get; set; }

    /// <summary>The organisation that has the row's number, or its name at the same place.</summary>
    public Organisation? Exact { get; set; }

    /// <summary>What it would be once it is founded; for those below it.</summary>
    public Organisation? Rehearsed { get; set; }

    public static OrganisationRow Read(StagedRow staged, IReadOnlyList<string> mapping, DateOnly today)
    {
        var row = new OrganisationRow(staged);
        row.CleanCells(OrganisationColumns.Set, mapping, today);
        if (row.Name.Length == 0)
        {
            row.Fault(OrganisationColumns.Name, Platform.Storage.PlatformRefusals.Required);
        }
        return row;
    }
}
