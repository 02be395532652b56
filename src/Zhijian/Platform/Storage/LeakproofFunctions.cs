namespace Zhijian.Platform.Storage;

/// <summary>
/// Functions of which PostgreSQL is told that they give nothing away about their values but their answer, so that an index made with them is used behind the fence too (decision 0038).
/// Only the superuser may say so, not the owner of the tables: without it everything is found as well, only slower.
/// </summary>
internal static class LeakproofFunctions
{
    /// <summary>Whether an array holds all of another (it compares texts, which PostgreSQL itself calls leakproof), and the letters of a text. Neither fails on any value.</summary>
    public static readonly IReadOnlyList<string> All = ["pg_catalog.arraycontains(anyarray, anyarray)", "public.text_parts(text)"];

    /// <summary>Says so of those of which it was not said yet; one program at a time, because two can't change the same entry of the catalogue.</summary>
    public static string Statement =>
        $"""
        do $$ begin
          perform pg_advisory_xact_lock(20250330);
        {string.Concat(All.Select(f => $"  if not (select proleakproof from pg_proc where oid = '{f}'::regprocedure) then alter function {f} leakproof; end if;\n"))}end $$
        """;
}
