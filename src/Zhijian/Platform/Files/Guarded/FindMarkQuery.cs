using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files.Guarded;

/// <summary>Whose screen or copy it was, from the code of a mark. Whoever asks has been admitted by the page.</summary>
public sealed class FindMarkQuery(Fence fence)
{
    public async Task<FoundMark?> Run(string code, CancellationToken cancel)
    {
        using var widened = fence.As(SystemActors.Audit);
        return await fence.Row<FoundMark>(
            """
            select l.by_name as ByName, l.at, l.by_link as ByLink, f.name,
              exists (select from journal j where j.subject_id = l.file_id and j.fact = 'DocumentTaken' and j.body ->> 'code' = l.code) as Taken
            from document_look l join stored_file f on f.id = l.file_id where l.code = @code
            """,
            new { code = code.Trim().ToUpperInvariant() }, cancel);
    }
}

/// <summary>One opening of a document.</summary>
public sealed class FoundMark
{
    public string ByName { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public bool ByLink { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Whether the document was taken along as well.</summary>
    public bool Taken { get; set; }
}
