using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Training;

/// <summary>Finds classes, their people and certificates: for those who hold them, and each person's own.</summary>
internal sealed class TrainingQuery(ZhijianDb db, Fence fence)
{
    public const int PageSize = 30;

    private const int FewOwn = 30;

    /// <summary>A class that one may see; null where there is none.</summary>
    public async Task<TrainingClass?> Seen(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<TrainingClass>().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } found && actor.May(TrainingActs.See, found.Path) ? found : null;

    /// <summary>A class that one may hold; null where there is none.</summary>
    public async Task<TrainingClass?> Held(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<TrainingClass>().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } found && actor.May(TrainingActs.Hold, found.Path) ? found : null;

    /// <summary>Classes of the scope, the latest first.</summary>
    public async Task<Listing<ClassRow>> List(Actor actor, TrainingState? state, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var on, var id] && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && Guid.TryParse(id, out var lastId) ? (day, lastId) : ((DateOnly, Guid)?)null;
        if (!actor.May(TrainingActs.See))
        {
            return new Listing<ClassRow>([], null);
        }
        var rows = await fence.Rows<ClassRow>(
            $"""
            select c.id, c.title, c.organisation_name as OrganisationName, c.starts_on as StartsOn, c.ends_on as EndsOn, c.units, c.state from training_class c
            where (@state::text is null or c.state = @state) and (@day::date is null or (c.starts_on, c.id) < (@day, @lastId)) order by c.starts_on desc, c.id desc limit {size + 1}
            """, new { state = state?.ToString(), day = last?.Item1, lastId = last?.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.StartsOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id));
    }

    /// <summary>Those who take part, by their branch's place in the tree.</summary>
    public async Task<Listing<PlaceRow>> People(Guid id, string? after, int size, CancellationToken cancel)
    {
        var last = Cursor.Read(after, 2) is [var at, var person] && Guid.TryParse(person, out var lastId) ? (at, lastId) : ("", Guid.Empty);
        var rows = await fence.Rows<PlaceRow>(
            $"""
            select p.member_id as MemberId, m.name, o.name as Organisation, p.path, p.is_confirmed as IsConfirmed, p.completed_on as CompletedOn,
              held.id as CertificateId, held.number
            from training_place p join member m on m.id = p.member_id join organisation o on o.id = p.organisation_id
              left join lateral (select c.id, c.number from training_certificate c where c.class_id = p.class_id and c.member_id = p.member_id order by c.id desc limit 1) held on true
            where p.class_id = @id and (p.path, p.member_id) > (@at, @lastId) order by p.path, p.member_id limit {size + 1}
            """, new { id, at = last.Item1, lastId = last.Item2 }, cancel);
        return Listing.Of(rows, size, r => Cursor.Of(r.Path, r.MemberId));
    }

    public async Task<(int People, int Completed)> Counts(Guid id, CancellationToken cancel)
    {
        var row = await fence.Row<CountRow>("select count(*)::int as People, count(completed_on)::int as Completed from training_place where class_id = @id", new { id }, cancel);
        return (row?.People ?? 0, row?.Completed ?? 0);
    }

    /// <summary>A person's own classes and certificates, the latest first; nobody else's.</summary>
    public async Task<(List<OwnPlace> Places, List<OwnCertificate> Certificates)> Own(Actor actor, CancellationToken cancel)
    {
        if (actor.MemberId == Guid.Empty)
        {
            return ([], []);
        }
        using var sets = await fence.Sets(
            $"""
            select p.title, p.held_by as HeldBy, p.starts_on as StartsOn, p.ends_on as EndsOn, p.completed_on as CompletedOn from training_place p where p.member_id = @MemberId order by p.ends_on desc, p.class_id limit {FewOwn};
            select c.id, c.title, c.organisation_name as OrganisationName, c.number, c.issued_on as IssuedOn, c.revoked_on as RevokedOn from training_certificate c where c.member_id = @MemberId order by c.ends_on desc, c.id limit {FewOwn};
            """, new { actor.MemberId }, cancel);
        return ([.. await sets.ReadAsync<OwnPlace>()], [.. await sets.ReadAsync<OwnCertificate>()]);
    }

    /// <summary>A certificate of one's own or of one's scope; null where there is none.</summary>
    public async Task<TrainingCertificate?> Certificate(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<TrainingCertificate>().FirstOrDefaultAsync(c => c.Id == id, cancel) is { } found && (IsOwn(found, actor) || actor.May(TrainingActs.See, found.Path)) ? found : null;

    public static bool IsOwn(TrainingCertificate of, Actor actor) => actor.MemberId != Guid.Empty && of.MemberId == actor.MemberId;

    public Task<List<CertificatePrint>> Prints(Guid id, CancellationToken cancel) => db.Set<CertificatePrint>().AsNoTracking().Where(p => p.CertificateId == id).OrderByDescending(p => p.Number).Take(FewOwn).ToListAsync(cancel);

    public Task<CertificatePrint?> Print(Guid id, int number, CancellationToken cancel) => db.Set<CertificatePrint>().AsNoTracking().FirstOrDefaultAsync(p => p.CertificateId == id && p.Number == number, cancel);

    /// <summary>What everybody may read of the certificate with a code; null where there is none.</summary>
    public Task<PublicCertificate?> ByCode(string code, CancellationToken cancel)
    {
        var hash = CertificateCode.Hash(code);
        return db.Set<PublicCertificate>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, cancel);
    }

    private sealed class CountRow
    {
        public int People { get; set; }

        public int Completed { get; set; }
    }
}

/// <summary>A class in the list.</summary>
internal sealed class ClassRow
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public DateOnly StartsOn { get; set; }

    public DateOnly EndsOn { get; set; }

    public int Units { get; set; }

    public TrainingState State { get; set; }
}

/// <summary>Somebody who takes part.</summary>
internal sealed class PlaceRow
{
    public Guid MemberId { get; set; }

    public string Name { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Path { get; set; } = "";

    public bool IsConfirmed { get; set; }

    public DateOnly? CompletedOn { get; set; }

    public Guid? CertificateId { get; set; }

    public string? Number { get; set; }
}

/// <summary>A class as the one who takes part sees it.</summary>
internal sealed class OwnPlace
{
    public string Title { get; set; } = "";

    public string HeldBy { get; set; } = "";

    public DateOnly StartsOn { get; set; }

    public DateOnly EndsOn { get; set; }

    public DateOnly? CompletedOn { get; set; }
}

/// <summary>A certificate as its person sees it.</summary>
internal sealed class OwnCertificate
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string OrganisationName { get; set; } = "";

    public string Number { get; set; } = "";

    public DateOnly IssuedOn { get; set; }

    public DateOnly? RevokedOn { get; set; }
}
