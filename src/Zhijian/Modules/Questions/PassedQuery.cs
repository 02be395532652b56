using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Questions;

/// <summary>What those who build on papers may ask: which papers are open, and who has passed some. In the scope of whoever asks.</summary>
public sealed class PassedQuery(Fence fence)
{
    private const int Few = 30;

    /// <summary>Open papers that reach a place, the latest first.</summary>
    public Task<List<OpenPaper>> Open(string path, CancellationToken cancel) => fence.Rows<OpenPaper>(
        $"select p.id, p.title from paper p where p.state = '{nameof(PaperState.Open)}' and starts_with(@path, p.path) order by p.created_at desc, p.id limit {Few}", new { path }, cancel);

    /// <summary>Who among some people has passed some papers.</summary>
    public Task<List<PassedRow>> Passed(Guid[] papers, Guid[] people, CancellationToken cancel) => fence.Rows<PassedRow>(
        "select r.paper_id as Paper, r.member_id as Member from paper_result r where r.paper_id = any(@papers) and r.member_id = any(@people) and r.is_passed", new { papers, people }, cancel);
}

/// <summary>An open paper.</summary>
public sealed class OpenPaper
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";
}

/// <summary>That somebody has passed a paper.</summary>
public sealed record PassedRow(Guid Paper, Guid Member);
