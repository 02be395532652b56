using Microsoft.EntityFrameworkCore;

namespace Zhijian.Platform.Storage;

/// <summary>The platform's own rows.</summary>
internal static class PlatformTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<JournalEntry>(e =>
        {
            e.ToTable("journal");
            e.HasKey(j => j.Id);
            e.Property(j => j.Id).UseIdentityAlwaysColumn();
            e.Property(j => j.Body).HasColumnType("jsonb");
        });
        Identity.IdentityTables.Describe(model);
        Files.FileTables.Describe(model);
        Messages.MessageTables.Describe(model);
        Exports.ExportFile.Describe(model);
    }
}

/// <summary>One line of the trace: who did what to which thing, when, in which post, by which rule version.</summary>
public sealed class JournalEntry
{
    public long Id { get; private init; }

    public required DateTimeOffset At { get; init; }

    public required string Path { get; init; }

    public required string Fact { get; init; }

    public required Guid SubjectId { get; init; }

    public required string Body { get; init; }

    /// <summary>The member who acted; empty for system actors.</summary>
    public required Guid MemberId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>The post in which the person acted, as POST@ORGANISATION; null in the member space.</summary>
    public string? Post { get; init; }

    /// <summary>The rule that decided, as PACK/VERSION/RULE; null where no rule pack was asked.</summary>
    public string? Rule { get; init; }
}
