namespace Zhijian.Modules.Importing.Undoing;

/// <summary>Something on which something was built since a batch entered it.</summary>
/// <param name="What">By table, or <c>changed</c>: how many rows.</param>
internal sealed record BuiltOn(Guid Id, string Name, List<(string What, int Rows)> What);
