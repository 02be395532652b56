using Zhijian.Platform.Web;

namespace Zhijian.Modules.Library.OwnWork;

/// <summary>What the person wrote for the library and the review let go, by the day of its first edition.</summary>
internal sealed class ItemsWritten : IWorkRecordSource
{
    public string Name => "library";

    public string Sql =>
        $"""
        select '{nameof(WorkPart.Work)}' as part, i.id as about, (min(e.released_at) at time zone @zone)::date as done_on, i.title, i.kind as detail
        from library_item i join library_edition e on e.item_id = i.id where i.created_by = @member group by i.id, i.title, i.kind
        having (min(e.released_at) at time zone @zone)::date between @first and @last
        """;

    public (HomeText? Detail, string? Href) Say(WorkLine line) => (new HomeText("library.own-work", Enum.Parse<LibraryKind>(line.Detail)), $"/library/{line.About}");
}
