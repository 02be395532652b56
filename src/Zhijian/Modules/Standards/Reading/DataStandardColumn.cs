using Zhijian.Platform.Privacy;

namespace Zhijian.Modules.Standards.Reading;

/// <summary>Where an element is kept, in the register of processing.</summary>
internal static class DataStandardColumn
{
    /// <summary>The register's line for <c>table.column</c>; null where it has none.</summary>
    public static DataColumn? Find(string column) =>
        column.Split('.') is [var table, var name] && DataRegister.Tables.TryGetValue(table, out var kept) ? kept.Columns.FirstOrDefault(c => c.Name == name) : null;
}
