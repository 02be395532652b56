namespace Zhijian.Modules.Pivoting;

/// <summary>A table with its totals. The last row and the last column are the totals; they are given, not summed: a record of two branches is one
/// record of their general branch.</summary>
public sealed class PivotGrid
{
    private readonly long[,] _values;
    private readonly bool[,] _hidden;

    /// <param name="values">Rows and columns with their totals at the end.</param>
    public PivotGrid(long[,] values)
    {
        _values = values;
        _hidden = new bool[values.GetLength(0), values.GetLength(1)];
    }

    /// <summary>Rows without the totals.</summary>
    public int Rows => _values.GetLength(0) - 1;

    /// <summary>Columns without the totals.</summary>
    public int Columns => _values.GetLength(1) - 1;

    /// <summary>The value of a cell, or null where it is not told; the row <see cref="Rows"/> and the column <see cref="Columns"/> are the
    /// totals.</summary>
    public long? this[int row, int column] => _hidden[row, column] ? null : _values[row, column];

    /// <summary>Whether anything is not told.</summary>
    public bool HidesAny => _hidden.Cast<bool>().Any(h => h);

    /// <summary>
    /// Hides what is smaller than the rule's least, but for nobody at all. Where one cell of a line alone would be hidden, its total would tell it:
    /// then the smallest other one of the line is hidden too, until no line tells.
    /// </summary>
    /// <param name="least">The smallest number that is told.</param>
    public void Hide(int least)
    {
        for (var row = 0; row <= Rows; row++)
        {
            for (var column = 0; column <= Columns; column++)
            {
                _hidden[row, column] = _values[row, column] > 0 && _values[row, column] < least;
            }
        }
        while (Enumerable.Range(0, Rows + 1).Any(row => HideOneMore([.. Enumerable.Range(0, Columns + 1).Select(column => (row, column))]))
            || Enumerable.Range(0, Columns + 1).Any(column => HideOneMore([.. Enumerable.Range(0, Rows + 1).Select(row => (row, column))])))
        {
        }
    }

    private bool HideOneMore(IReadOnlyList<(int Row, int Column)> line)
    {
        if (line.Count(c => _hidden[c.Row, c.Column]) != 1)
        {
            return false;
        }
        // With nothing else in the line but zeros, the total is the number itself.
        foreach (var (row, column) in line.Where(c => !_hidden[c.Row, c.Column] && _values[c.Row, c.Column] > 0).OrderBy(c =>
            _values[c.Row, c.Column]).Take(1))
        {
            return _hidden[row, column] = true;
        }
        return false;
    }
}
