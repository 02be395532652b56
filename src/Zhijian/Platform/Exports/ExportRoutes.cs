using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Files;
using Zhijian.Platform.Messages;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Platform.Exports;

/// <summary>Taking lists along: by the form of a person, by the link to a written file, and as a stream for programs.</summary>
internal static class ExportRoutes
{
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/exports/{list}/take", Take).Allow(ExportActs.Take).NeedsFresh().ExcludeFromDescription();
        routes.MapGet("/export-files/{id:guid}/list.{form}", Fetch).Allow(ExportActs.Take).NeedsFresh().ExcludeFromDescription();
        routes.MapGet("/export-files/{id:guid}/live", Live).Allow(ExportActs.Take).ExcludeFromDescription();
        routes.MapGet("/api/v1/exports/{list}", Stream).Allow(ExportActs.Take).NeedsFresh().WithTags("Exports")
            .WithSummary("A whole list as a file, sent row by row, of what your posts may take along.")
            .WithDescription("list: members, organisations, posts, vacant-posts, activities, records, review, filed-records, obligations, quality or quality-rows. format: xlsx (default), csv or json. Any filter of the list's page is taken by the page's own name for it (search, kind, state, month, organisation, …); what can't be read narrows nothing. layout: of members and organisations, the id of a template, by whose columns they are laid out. The answer is a stream: it is whole when it ends in order. JSON: {list, title, taken, columns: [{name, title}], rows: [{name: value}]}. Each taking leaves a trace with its number of rows.")
            .Produces<ExportedList>(200, "application/json", "text/csv", Workbook.MediaType).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Take(string list, HttpContext context, TakeListAction take, Words words, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        // The page wrote the filters; what reads otherwise is not what anybody saw.
        var filters = ExportQuestion.Read(form["filters"]);
        if (ExportQuestion.Write(filters) != form["filters"].ToString())
        {
            return PlatformRefusals.NotReadable.At("filters").ToProblem();
        }
        if (form[IListLayouts.Filter] is [{ Length: > 0 } layout])
        {
            filters = new Dictionary<string, string>(filters, StringComparer.OrdinalIgnoreCase) { [IListLayouts.Filter] = layout };
        }
        var taken = await take.Run(list, form["format"], filters, actor, cancel);
        if (taken.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }
        if (taken.File is { } file)
        {
            return Results.Redirect($"/export-files/{file}");
        }
        // What is taken along is not kept a second time.
        UnitOfRequest.ShowsSecretOnce(context);
        return Results.File(taken.Content!, taken.Format.MediaType(), FileNameOf(list, taken.Format, actor, words, time));
    }

    /// <summary>The trace is committed before the first byte leaves.</summary>
    private static async Task<IResult> Fetch(Guid id, string form, FetchExportAction fetch, ExportShelf shelf, Fence fence, Words words, InstitutionTime time, Actor actor, CancellationToken cancel)
    {
        var (decision, file) = await fetch.Run(id, form, actor, cancel);
        if (decision.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }
        await fence.Commit(cancel);
        return Results.Stream(to => shelf.Send(file!, to, cancel), file!.Format.MediaType(), FileNameOf(file.List, file.Format, actor, words, time));
    }

    private static IResult Live(Guid id, HttpContext context, [FromServices] LivePanels panels) => panels.Stream<ExportPanel>(context, ExportWriter.TopicOf(id), async (services, cancel) =>
        await services.GetRequiredService<FetchExportAction>().Find(id, services.GetRequiredService<Actor>(), cancel) is { } file ? new() { [nameof(ExportPanel.File)] = file } : null);

    private static async Task Stream(string list, string? format, HttpContext context, TakeListAction take, Journal journal, Fence fence, Words words, InstitutionTime time, Actor actor)
    {
        var cancel = context.RequestAborted;
        if (TableFormats.Read(format ?? "xlsx") is not { } kind)
        {
            await Problems.Write(context, ExportRefusals.NoSuchFormat);
            return;
        }
        if (await take.Find(list, ExportQuestion.Read(context.Request.QueryString.Value), actor, cancel) is not var (found, question))
        {
            await Problems.Write(context, PlatformRefusals.Missing);
            return;
        }
        if (await take.WhyNotMore(actor, cancel) is { } enough)
        {
            await Problems.Write(context, enough);
            return;
        }
        var (taking, place, filters) = (Guid.CreateVersion7(), TakeListAction.PlaceOf(question.Actor), question.Filters.Keys.Order(StringComparer.Ordinal).ToList());
        await journal.Also(new ListStreamed(taking, place, list, kind.Ending(), filters), question.Actor, cancel);
        await fence.Commit(cancel);
        context.Response.ContentType = kind.MediaType();
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileNameOf(list, kind, question.Actor, words, time));
        context.Response.Headers.ContentDisposition = disposition.ToString();
        var rows = 0L;
        try
        {
            using var writer = TableWriter.Of(kind, context.Response.Body, TakeListAction.HeadOf(found, words, question.Actor.Name, time.Now), words, time);
            await writer.Begin(cancel);
            await context.Response.Body.FlushAsync(cancel);
            await foreach (var row in found.All(question, TakeListAction.Chunk, cancel))
            {
                await writer.Row(row, cancel);
                rows++;
            }
            await writer.End(cancel);
        }
        catch (OperationCanceledException)
        {
            // The reader has gone; how many rows left is told all the same.
        }
        finally
        {
            await fence.Rollback();
            // A transaction of its own, with the scope in force, for the last line of the trace.
            await fence.Open(CancellationToken.None);
            await journal.Also(new ListTaken(taking, place, list, kind.Ending(), rows, filters), question.Actor, CancellationToken.None);
            await fence.Commit(CancellationToken.None);
        }
    }

    /// <summary>A workbook and JSON say inside who took them; a table of text can only be called so.</summary>
    private static string FileNameOf(string list, TableFormat format, Actor taker, Words words, InstitutionTime time)
    {
        var name = $"{words["export.list." + list]}.{format.Ending()}";
        return format == TableFormat.Csv ? TakersMark.InName(name, taker, time.Today, words) : name;
    }
}

/// <summary>A list as JSON.</summary>
/// <param name="Taken">Who took it, and when.</param>
/// <param name="Rows">The values by the columns' names.</param>
internal sealed record ExportedList(string List, string Title, string Taken, IReadOnlyList<ExportedColumn> Columns, IReadOnlyList<Dictionary<string, object?>> Rows);

/// <summary>A column of a list.</summary>
internal sealed record ExportedColumn(string Name, string Title);
