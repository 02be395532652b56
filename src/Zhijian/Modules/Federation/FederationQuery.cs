using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Federation.Handing;
using Zhijian.Modules.Federation.Packages;
using Zhijian.Modules.Federation.Senders;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Federation;

/// <summary>Senders and packages as they are kept.</summary>
internal sealed class FederationQuery(ZhijianDb db, Fence fence)
{
    /// <summary>More institutions than report to one committee.</summary>
    public const int MostSenders = 500;

    /// <summary>Months that are shown one under the other.</summary>
    public const int Months = 12;

    public Task<List<Sender>> Senders(CancellationToken cancel) => db.Set<Sender>().AsNoTracking().OrderBy(s => s.Name).ThenBy(s => s.Id).Take(MostSenders).ToListAsync(cancel);

    public Task<Sender?> Sender(Guid id, CancellationToken cancel) => db.Set<Sender>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel);

    /// <summary>The packages that count for the months from <paramref name="first"/> to <paramref name="last"/>: of each institution and month the last one.</summary>
    public Task<List<FiguresPackage>> Counting(DateOnly first, DateOnly last, CancellationToken cancel) => db.Set<FiguresPackage>().FromSql(
        $"""
        select distinct on (p.month, p.sender_id) p.* from figures_package p where p.month between {first} and {last} order by p.month, p.sender_id, p.revision desc
        """).AsNoTracking().ToListAsync(cancel);

    public Task<FiguresPackage?> Package(Guid id, CancellationToken cancel) => db.Set<FiguresPackage>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancel);

    /// <summary>All of one institution's month, the last one first.</summary>
    public Task<List<FiguresPackage>> Of(Guid? sender, DateOnly month, CancellationToken cancel) =>
        db.Set<FiguresPackage>().AsNoTracking().Where(p => p.SenderId == sender && p.Month == month).OrderByDescending(p => p.Revision).Take(100).ToListAsync(cancel);

    /// <summary>The package that counts; null where the month was not stated.</summary>
    public Task<FiguresPackage?> Current(Guid? sender, DateOnly month, CancellationToken cancel) =>
        db.Set<FiguresPackage>().AsNoTracking().Where(p => p.SenderId == sender && p.Month == month).OrderByDescending(p => p.Revision).FirstOrDefaultAsync(cancel);

    /// <summary>The sender whose key has this name. Whoever takes in another of its packages waits until this transaction is over.</summary>
    public Task<Sender?> LockSender(string keyName, CancellationToken cancel) =>
        db.Set<Sender>().FromSql($"select * from federation_sender where key_name = {keyName} for update").AsNoTracking().SingleOrDefaultAsync(cancel);

    /// <summary>Whoever signs next waits until this transaction is over.</summary>
    public Task LockOwn(CancellationToken cancel) => fence.Run("select pg_advisory_xact_lock(hashtext('own-figures-package'))", null, cancel);

    /// <summary>Whoever hands on next waits until this transaction is over.</summary>
    public Task LockHanded(CancellationToken cancel) => fence.Run("select pg_advisory_xact_lock(hashtext('handed-package'))", null, cancel);

    /// <summary>The number of the last package of people; 0 where there is none.</summary>
    public Task<int> LastHanded(CancellationToken cancel) => fence.Row<int>("select coalesce(max(number), 0) from handed_package", null, cancel);

    /// <summary>The last packages that went out, and to whom.</summary>
    public Task<List<PassedPackage>> Handed(int most, CancellationToken cancel) => fence.Rows<PassedPackage>(
        "select h.id, h.number, h.people, h.made_at as At, h.made_by_name as ByName, s.name as Institution from handed_package h join federation_sender s on s.id = h.receiver_id order by h.id desc limit @most", new { most }, cancel);

    public async Task<(HandedPackage Package, bool HasFile)?> Handed(Guid id, CancellationToken cancel) =>
        await db.Set<HandedPackage>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancel) is { } package ? (package, await db.Set<HandedDocument>().AnyAsync(d => d.PackageId == id, cancel)) : null;

    /// <summary>The file of a package; null once it is kept no more.</summary>
    public Task<HandedDocument?> HandedDocument(Guid id, CancellationToken cancel) => db.Set<HandedDocument>().AsNoTracking().FirstOrDefaultAsync(d => d.PackageId == id, cancel);

    /// <summary>The last packages that came in, from whom, and which import each became.</summary>
    public Task<List<PassedPackage>> Received(int most, CancellationToken cancel) => fence.Rows<PassedPackage>(
        """
        select r.batch_id as Id, r.number, r.people, r.entered_at as At, r.entered_by_name as ByName, s.name as Institution from received_package r join federation_sender s on s.id = r.sender_id
        order by r.entered_at desc, r.id limit @most
        """, new { most }, cancel);

    /// <summary>The committee itself, whose name is the institution's.</summary>
    public Task<RootOrganisation?> Root(CancellationToken cancel) =>
        fence.Row<RootOrganisation>("select id, name from organisation where path = @root", new { root = FencedScope.WholeInstitution }, cancel);
}

/// <summary>A package of people that went out or came in.</summary>
internal sealed class PassedPackage
{
    /// <summary>The package's, or the import's that it became.</summary>
    public Guid Id { get; set; }

    public int Number { get; set; }

    public int People { get; set; }

    public DateTimeOffset At { get; set; }

    public string ByName { get; set; } = "";

    public string Institution { get; set; } = "";
}

/// <summary>The organisation at the top of the tree.</summary>
internal sealed class RootOrganisation
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}
