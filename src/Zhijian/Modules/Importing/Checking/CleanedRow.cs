using System.Globalization;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>What is wrong with one cell, or with the row where no element is named.</summary>
internal sealed record RowFault(string Element, Refusal Refusal)
{
    /// <summary>As it is kept beside the row: the element and the code, never a value.</summary>
    public string Kept => $"{Element}:{Refusal.Code}";

    /// <summary>The fault that a refusal is which names a field of a form.</summary>
    public static RowFault Of(Refusal refusal) => new(refusal.Field?.Replace("Form.", "", StringComparison.Ordinal) ?? "", refusal with { Field = null });
}

/// <summary>A row after cleaning; a kind of rows adds what it means.</summary>
internal abstract class CleanedRow(StagedRow staged)
{
    public StagedRow Staged { get; } = staged;

    /// <summary>What the file says after cleaning, by element; nothing for an empty cell.</summary>
    public Dictionary<string, string> Values { get; } = [];

    public Dictionary<string, Transformations> Done { get; } = [];

    public List<RowFault> Faults { get; } = [];

    /// <summary>The one value of an element as it came, before cleaning.</summary>
    public static string Raw(StagedRow staged, IReadOnlyList<string> mapping, string element)
    {
        if (staged.Content.Mended.TryGetValue(element, out var mended))
        {
            return mended;
        }
        for (var i = 0; i < mapping.Count; i++)
        {
            if (mapping[i] == element)
            {
                return i < staged.Content.Cells.Count ? staged.Content.Cells[i] : "";
            }
        }
        return "";
    }

    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>One fault of each element is enough.</summary>
    public void Fault(string element, Refusal refusal)
    {
        if (Faults.All(f => f.Element != element))
        {
            Faults.Add(new RowFault(element, refusal with { Field = null }));
        }
    }

    /// <summary>Checks every value that was read by what the data standard says of its element.</summary>
    protected void CheckValues(ColumnSet columns, DateOnly today, string? except = null)
    {
        foreach (var field in columns.All.Where(f => f.Id != except && Values.ContainsKey(f.Id)))
        {
            var read = ElementCheck.Read(field.Element, Values[field.Id], today, inventedPeople: false);
            if (read.Problem is { } problem)
            {
                Fault(field.Id, ImportRefusals.Of(problem, field.Element, Values[field.Id]));
            }
            else
            {
                Values[field.Id] = read.Value!;
            }
        }
    }

    /// <summary>What a row can't do without.</summary>
    protected void Require(params ReadOnlySpan<string> needed)
    {
        foreach (var element in needed)
        {
            if (!Values.ContainsKey(element))
            {
                Fault(element, PlatformRefusals.Required);
            }
        }
    }

    protected void CleanCells(ColumnSet columns, IReadOnlyList<string> mapping, DateOnly today)
    {
        foreach (var field in columns.All.Where(f => mapping.Contains(f.Id) || Staged.Content.Mended.ContainsKey(f.Id)))
        {
            var cleaned = Cleaner.Clean(field, Raw(Staged, mapping, field.Id), today);
            if (cleaned.Done != Transformations.None)
            {
                Done[field.Id] = cleaned.Done;
            }
            if (cleaned.Refusal is { } refusal)
            {
                Faults.Add(new RowFault(field.Id, refusal));
            }
            else if (cleaned.Value is { } value)
            {
                Values[field.Id] = value;
            }
        }
    }
}
