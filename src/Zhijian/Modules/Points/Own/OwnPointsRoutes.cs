using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Files;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Points.Own;

/// <summary>One's own ledger as a file, for whoever holds no post that takes lists along.</summary>
internal static class OwnPointsRoutes
{
    /// <summary>More postings than a life of deeds brings.</summary>
    private const int Most = 20_000;

    public static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/me/points/file", Take).Allow(AllowAttribute.SignedIn).ExcludeFromDescription();

    private static async Task<IResult> Take(IEnumerable<IListExport> lists, Actor actor, Words words, InstitutionTime time, CancellationToken cancel)
    {
        var list = lists.OfType<OwnPointsExport>().Single();
        var head = new TableHead(list.Name, words["points.title"], words["points.mark", actor.Name, words.Moment(time.Now)], [.. list.Columns.Select(c => new TableColumn(c.Name, c.Title(words)))]);
        using var file = new MemoryStream();
        using (var writer = TableWriter.Of(TableFormat.Csv, file, head, words, time))
        {
            await writer.Begin(cancel);
            var chunk = await list.Read(new ExportQuestion(actor, new Dictionary<string, string>()), null, Most, cancel);
            foreach (var row in chunk.Rows)
            {
                await writer.Row(row, cancel);
            }
            await writer.End(cancel);
        }
        return Results.File(file.ToArray(), TableFormat.Csv.MediaType(), TakersMark.InName("my-points.csv", actor, time.Today, words));
    }
}
