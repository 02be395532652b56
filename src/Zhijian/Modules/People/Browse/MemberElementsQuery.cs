using Zhijian.Platform.Storage;

namespace Zhijian.Modules.People.Browse;

/// <summary>Members by the elements of the data standard, for the sheets of other systems. Of restricted data others get what duty asks (PIPL Art. 47); sealed values stand in no list.</summary>
internal sealed class MemberElementsQuery(Fence fence)
{
    private static readonly (string Element, string Column, bool IsDuty)[] Columns =
    [
        ("person.full-name", "m.name", true), ("person.branch", "o.name", true), ("person.category", "m.category", true), ("person.state", "m.state", true), ("person.join-date", "m.join_date", true),
        ("person.full-member-date", "m.full_member_date", true), ("person.institution-number", "m.institution_number", false), ("person.sex", "m.sex_code", false), ("person.education", "m.education_code", false),
        ("person.work-post", "m.work_post_code", false), ("person.grade", "m.grade", false), ("person.class-name", "m.class_name", false), ("person.expected-graduation", "m.expected_graduation_date", false),
    ];

    public static IReadOnlyList<string> Elements { get; } = [.. Columns.Select(c => c.Element)];

    /// <summary>One row for each, in the order of the ids; a cell for each element.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object?>>> Of(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        var rows = await fence.Rows<Row>(
            $"""
            select m.id, {string.Join(", ", Columns.Select((c, i) => $"{(c.IsDuty ? c.Column : $"case when m.restricted_since is null then {c.Column} end")}{(IsDay(c.Column) ? $" as Day{i}" : $" as Text{i}")}"))}
            from member m join organisation o on o.id = m.organisation_id where m.id = any(@ids)
            """, new { ids = ids.ToArray() }, cancel);
        var byId = rows.ToDictionary(r => r.Id);
        return [.. ids.Where(byId.ContainsKey).Select(id => byId[id].Cells)];
    }

    private static bool IsDay(string column) => column.EndsWith("_date", StringComparison.Ordinal);

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string? Text0 { get; set; }

        public string? Text1 { get; set; }

        public string? Text2 { get; set; }

        public string? Text3 { get; set; }

        public DateOnly? Day4 { get; set; }

        public DateOnly? Day5 { get; set; }

        public string? Text6 { get; set; }

        public string? Text7 { get; set; }

        public string? Text8 { get; set; }

        public string? Text9 { get; set; }

        public string? Text10 { get; set; }

        public string? Text11 { get; set; }

        public DateOnly? Day12 { get; set; }

        public IReadOnlyList<object?> Cells => [Text0, Text1, Text2, Text3, Day4, Day5, Text6, Text7, Text8, Text9, Text10, Text11, Day12];
    }
}
