using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;

namespace Zhijian.Modules.Importing.Answers;

/// <summary>A row that is what one organisation answers.</summary>
internal sealed class AnswerRow : CleanedRow
{
    private AnswerRow(StagedRow staged)
        : base(staged)
    {
    }

    public Organisation? Where { get; private set; }

    /// <summary>The answers that the row gives, by element.</summary>
    public IReadOnlyDictionary<string, string> Given => Values.Where(v => v.Key != AnswerColumns.Organisation).ToDictionary();

    public static AnswerRow Read(StagedRow staged, IReadOnlyList<string> mapping, ColumnSet columns, OrganisationNames organisations, DateOnly today)
    {
        var row = new AnswerRow(staged);
        row.CleanCells(columns, mapping, today);
        row.CheckValues(columns, today);
        (row.Where, var refusal) = organisations.Find(row.Values.GetValueOrDefault(AnswerColumns.Organisation));
        if (refusal is not null)
        {
            row.Fault(AnswerColumns.Organisation, refusal);
        }
        return row;
    }
}
