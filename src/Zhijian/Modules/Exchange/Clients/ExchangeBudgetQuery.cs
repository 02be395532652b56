using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Clients;

/// <summary>The connected system that asks, and how many rows it has left today.</summary>
internal sealed class ExchangeBudgetQuery(Fence fence, InstitutionTime time)
{
    /// <summary>The system as it was approved; null where it was switched off meanwhile.</summary>
    public Task<AskingClient?> Client(Guid accountId, CancellationToken cancel) => fence.Row<AskingClient>(
        """
        select c.id, c.path, c.name, c.elements, c.writes, c.source, c.rows_a_day as RowsADay, coalesce((select u.rows from exchange_use u where u.client_id = c.id and u.day = @today), 0) as UsedToday
        from exchange_client c where c.account_id = @accountId and c.state = 'On'
        """, new { accountId, today = time.Today }, cancel);

    /// <summary>Takes rows from today's budget, all or none; false where it holds less. Two at once can't both take the last.</summary>
    public async Task<bool> Take(AskingClient client, int rows, CancellationToken cancel) => rows == 0 || await fence.Run(
        """
        insert into exchange_use as u (client_id, day, path, rows) select @Id, @today, @Path, @rows where @rows <= @RowsADay
        on conflict (client_id, day) do update set rows = u.rows + excluded.rows where u.rows + excluded.rows <= @RowsADay
        """, new { client.Id, client.Path, client.RowsADay, today = time.Today, rows }, cancel) > 0;

    /// <summary>Seconds until the budget is full again.</summary>
    public int SecondsLeft => Math.Max(1, (int)(time.At(time.Today.AddDays(1), TimeOnly.MinValue) - time.Now).TotalSeconds);
}

/// <summary>A connected system while it asks.</summary>
internal sealed class AskingClient
{
    public Guid Id { get; set; }

    public string Path { get; set; } = "";

    public string Name { get; set; } = "";

    public string[] Elements { get; set; } = [];

    public string[] Writes { get; set; } = [];

    public string Source { get; set; } = "";

    public int RowsADay { get; set; }

    public long UsedToday { get; set; }

    public int Left => (int)Math.Clamp(RowsADay - UsedToday, 0, int.MaxValue);
}
