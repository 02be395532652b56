using Zhijian.Modules.Importing.Staging;

namespace Zhijian.Modules.Importing.Checking;

/// <summary>What the kind of a batch says of its rows, for pages: what was decided in the whole (numbers that stand twice, likeness, what entered) is shown as it was found.</summary>
internal sealed class JudgeRowsQuery(KindsOfRows kinds)
{
    public async Task<IReadOnlyList<JudgedRow>> Shown(ImportBatch batch, IReadOnlyList<StagedRow> rows, CancellationToken cancel) =>
        [.. (await kinds.Of(batch).Judge(batch, rows, cancel)).Select(j => j.Staged.State switch
        {
            RowState.Faulty when j.Row.Faults.Count == 0 => Twice(j),
            _ when batch.State is ImportState.Entered or ImportState.Entering => j with { Note = j.Note with { State = j.Staged.State, Outcome = j.Staged.Outcome }, Changes = [] },
            _ => j,
        })];

    private static JudgedRow Twice(JudgedRow row)
    {
        row.Row.Faults.Add(new RowFault("", ImportRefusals.TwiceInFile));
        return row with { Note = row.Note with { State = RowState.Faulty, Outcome = null } };
    }
}
