using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Exports;

/// <summary>How far a file is.</summary>
public enum ExportState
{
    /// <summary>Being written, or about to be.</summary>
    Waiting,

    Ready,

    /// <summary>It could not be written; nothing of it is kept.</summary>
    Failed,
}

/// <summary>A long list on its way to a file: who asked for it and how, how far it is, and where it lies, sealed with a key of its own.</summary>
public sealed class ExportFile
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Path { get; set; }

    public required Guid AccountId { get; init; }

    /// <summary>Empty for accounts without a member.</summary>
    public required Guid MemberId { get; init; }

    public required string ByName { get; init; }

    /// <summary>The post whose space was open.</summary>
    public Guid? HoldingId { get; init; }

    public required string List { get; init; }

    /// <summary>The filters, as an address says them.</summary>
    public required string Filters { get; init; }

    public required TableFormat Format { get; init; }

    public required string Language { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the link expires.</summary>
    public required DateTimeOffset Until { get; set; }

    public ExportState State { get; set; }

    public long Rows { get; set; }

    /// <summary>Until when somebody is writing it; over, if the program was ended meanwhile.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Bytes as they lie, sealed.</summary>
    public long Size { get; set; }

    /// <summary>The key that opens the file, wrapped.</summary>
    public required byte[] DataKey { get; set; }

    /// <summary>Whether this account may fetch it now.</summary>
    public Refusal? WhyNotFetch(Guid account, DateTimeOffset now) =>
        AccountId != account || now >= Until || State == ExportState.Failed ? ExportRefusals.Over : State == ExportState.Waiting ? ExportRefusals.NotReady : null;

    internal static void Describe(ModelBuilder model) => model.Entity<ExportFile>().ToTable("export_file");
}
