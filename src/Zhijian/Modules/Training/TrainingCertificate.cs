using System.Security.Cryptography;
using System.Text;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Training;

/// <summary>That a person completed a class. Whoever is shown it checks it by its code; every print leaves a trace.</summary>
public sealed class TrainingCertificate
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ClassId { get; init; }

    public required string Path { get; set; }

    public required Guid OrganisationId { get; init; }

    public required string OrganisationName { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>As the person was called when it was issued.</summary>
    public required string PersonName { get; init; }

    public required string Title { get; init; }

    public required DateOnly StartsOn { get; init; }

    public required DateOnly EndsOn { get; init; }

    public required int Units { get; init; }

    public required string Number { get; init; }

    public required string Code { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>How often it was printed.</summary>
    public int Prints { get; set; }

    public DateOnly? RevokedOn { get; set; }

    /// <summary>Why it was revoked.</summary>
    public string? Reason { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Issues certificates to those who completed a class, numbered in the given order.</summary>
    /// <param name="first">How many the class issued before.</param>
    public static List<TrainingCertificate> Issue(TrainingClass of, IEnumerable<(Guid Member, string Name)> completed, int first, DateOnly today) =>
        [.. completed.Select((person, i) => new TrainingCertificate
        {
            ClassId = of.Id, Path = of.Path, OrganisationId = of.OrganisationId, OrganisationName = of.OrganisationName, MemberId = person.Member, PersonName = person.Name, Title = of.Title, StartsOn = of.StartsOn, EndsOn = of.EndsOn, Units = of.Units,
            Number = NumberOf(of.Id, today.Year, first + i + 1), Code = CertificateCode.New(), IssuedOn = today,
        })];

    /// <summary>The year, the class, the running number in it.</summary>
    private static string NumberOf(Guid of, int year, int running) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{year}-{of.ToString("N")[^8..].ToUpperInvariant()}-{running:000}");

    /// <summary>Prints it once more.</summary>
    public Decision<CertificatePrinted> Print(Actor actor, DateTimeOffset now, out CertificatePrint? print)
    {
        print = null;
        if (RevokedOn is not null)
        {
            return TrainingRefusals.Revoked;
        }
        Prints++;
        print = new CertificatePrint { CertificateId = Id, Path = Path, MemberId = MemberId, Number = Prints, At = now, PrintedBy = actor.MemberId, PrintedByName = actor.Name };
        return new CertificatePrinted(Id, Path, Number, Prints);
    }

    /// <summary>It holds no more, with a reason that the person sees.</summary>
    public Decision<CertificateRevoked> Revoke(string? reason, int seen, DateOnly today)
    {
        if ((seen != Version ? PlatformRefusals.Stale : RevokedOn is not null ? TrainingRefusals.Revoked : TrainingClass.WhyNotReason(reason)) is { } refusal)
        {
            return refusal;
        }
        (RevokedOn, Reason) = (today, reason!.Trim());
        return new CertificateRevoked(Id, Path, Number, Reason);
    }

    /// <summary>What whoever holds the code may read.</summary>
    public PublicCertificate ForEverybody() => new()
    {
        CertificateId = Id, CodeHash = CertificateCode.Hash(Code), Title = Title, OrganisationName = OrganisationName, StartsOn = StartsOn, EndsOn = EndsOn, IssuedOn = IssuedOn, MaskedName = CertificateCode.Masked(PersonName), IsRevoked = RevokedOn is not null,
    };
}

/// <summary>One print of a certificate.</summary>
public sealed class CertificatePrint
{
    /// <summary>For how long a print can be sent to the printer; later it is printed anew, with its own trace.</summary>
    public static readonly TimeSpan Open = TimeSpan.FromMinutes(10);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid CertificateId { get; init; }

    public required string Path { get; set; }

    public required Guid MemberId { get; init; }

    /// <summary>The first is 1; the second is the first reprint.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid PrintedBy { get; init; }

    public required string PrintedByName { get; init; }

    /// <summary>Whether it may still be shown to somebody.</summary>
    public bool IsOpenTo(Guid member, DateTimeOffset now) => PrintedBy == member && now - At < Open;
}

/// <summary>What is said of a certificate to whoever has its code.</summary>
public sealed class PublicCertificate
{
    public required Guid CertificateId { get; init; }

    public required byte[] CodeHash { get; init; }

    public required string Title { get; init; }

    public required string OrganisationName { get; init; }

    public required DateOnly StartsOn { get; init; }

    public required DateOnly EndsOn { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required string MaskedName { get; init; }

    public bool IsRevoked { get; set; }
}

/// <summary>The code of a certificate: 80 random bits as sixteen letters and digits that can't be mistaken for each other.</summary>
public static class CertificateCode
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;
    private const int InGroup = 4;

    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>What was typed, with spaces, dashes, small letters and look-alikes set right; null where it can't be a code.</summary>
    public static string? Read(string? typed)
    {
        var code = new string([.. (typed ?? "").ToUpperInvariant().Where(char.IsLetterOrDigit).Select(c => c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }).Take(Length + 1)]);
        return code.Length == Length && code.All(Letters.Contains) ? code : null;
    }

    /// <summary>As people read it: four groups of four.</summary>
    public static string Shown(string code) => string.Join('-', code.Chunk(InGroup).Select(c => new string(c)));

    public static byte[] Hash(string code) => SHA256.HashData(Encoding.ASCII.GetBytes(code));

    /// <summary>A name of which the first character is left.</summary>
    public static string Masked(string name) => name.EnumerateRunes().ToList() is { Count: > 0 } runes ? runes[0] + new string('*', Math.Clamp(runes.Count - 1, 1, 3)) : "*";
}

/// <summary>A certificate was printed. The first print is 1.</summary>
public sealed record CertificatePrinted(Guid SubjectId, string OrganisationPath, string Number, int Print) : IFact;

/// <summary>A certificate holds no more.</summary>
public sealed record CertificateRevoked(Guid SubjectId, string OrganisationPath, string Number, string Reason) : IFact;
