using System.Globalization;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Privacy.MyData;

/// <summary>
/// Everything that is held about one person (PIPL Art. 45), worked out from the register: a table or column that is added there is in the answer, without anybody thinking of it.
/// Sealed values are opened; what may concern others is named and not handed out.
/// </summary>
internal sealed class MyDataQuery(Fence fence, Vault vault)
{
    /// <param name="most">Rows of each table, newest first where the table tells; null for all.</param>
    public async Task<IReadOnlyList<HeldTable>> Run(Actor of, int? most, CancellationToken cancel)
    {
        if (of.MemberId == Guid.Empty)
        {
            return [];
        }
        using var widened = fence.As(SystemActors.OwnData);
        var key = await fence.Row<byte[]?>("select data_key from member where id = @MemberId", new { of.MemberId }, cancel);
        List<HeldTable> held = [];
        foreach (var table in DataRegister.OfPersons)
        {
            held.Add(await Of(table, of.MemberId, key, most, cancel));
        }
        return held;
    }

    private async Task<HeldTable> Of(DataTable table, Guid person, byte[]? key, int? most, CancellationToken cancel)
    {
        var columns = table.Columns.Where(c => c.Class != DataClass.S0 && c.WhyWithheld is null).ToList();
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        var mine = table.Via is null ? string.Join(" or ", table.About.Select(c => $"\"{c}\" = @person")) : "account_id in (select id from account where member_id = @person)";
        var place = columns.Any(c => c.IsSealed) ? ", id" : "";
        // Each row comes as a dictionary: the columns are known from the register alone.
        var rows = columns.Count == 0 ? [] : await fence.Rows<object>($"select {names}{place} from \"{table.Name}\" where {mine} order by 1 desc{(most is null ? "" : " limit @most")}", new { person, most = most ?? 0 }, cancel);
        var count = await fence.Row<long>($"select count(*) from \"{table.Name}\" where {mine}", new { person }, cancel);
        return new HeldTable(table, columns, [.. rows.Cast<IDictionary<string, object?>>().Select(r => (IReadOnlyList<string?>)[.. columns.Select(c => Text(c, r[c.Name], table.Name, person, key, place.Length > 0 ? (Guid)r["id"]! : default))])], count);
    }

    private string? Text(DataColumn column, object? value, string table, Guid person, byte[]? key, Guid row) => value switch
    {
        null or DBNull => null,
        byte[] stored when column.IsSealed => key is null ? null : vault.Open(person, key, new SealedPlace(table, column.Name, row), stored),
        DateTime moment => moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        Array many => string.Join(", ", many.Cast<object?>()),
        IFormattable known => known.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>What one table holds about a person.</summary>
/// <param name="Rows">As many as were asked for, column by column.</param>
/// <param name="Count">How many there are.</param>
internal sealed record HeldTable(DataTable Table, IReadOnlyList<DataColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long Count);
