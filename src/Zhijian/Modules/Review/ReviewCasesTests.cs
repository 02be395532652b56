using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Review;

/// <summary>Builder of cases for the tests: one author, one person the record is about, one holder per layer.</summary>
internal sealed class ReviewCases
{
    public static readonly IReadOnlySet<int> NoneVacant = new HashSet<int>();

    private static readonly PostKind[] Posts = [PostKind.OrganizationCommissioner, PostKind.Secretary, PostKind.OrganizationDepartment, PostKind.CommitteeOffice];

    private readonly Guid[] _organisations = [.. Enumerable.Range(0, ReviewRoute.MostLayers).Select(_ => Guid.CreateVersion7())];
    private readonly Guid[] _holders = [.. Enumerable.Range(0, ReviewRoute.MostLayers).Select(_ => Guid.CreateVersion7())];

    public DateTimeOffset Now { get; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(8));

    public Guid Author { get; } = Guid.CreateVersion7();

    public Guid About { get; } = Guid.CreateVersion7();

    public ReviewerPost PostAtTheTop { get; } = new(PostKind.Organizer, Guid.CreateVersion7(), "1.");

    public ReviewRoute Route(int layers, bool fourEyes = true, bool skipWhenVacant = true, int limit = 3) =>
        new("review-chains@1:activity-record", [.. Enumerable.Range(1, layers).Select(l => Layer(l, fourEyes, skipWhenVacant, limit))], UndoMinutes: 10);

    public ReviewerPost Post(int layer) => new(Posts[layer - 1], _organisations[layer - 1], PathOf(layer));

    public Reviewer Holder(int layer) => Reviewer.Of(_holders[layer - 1], $"审核人{layer}", Post(layer));

    public ReviewCase Case() => ReviewCase.About("activity-record", Guid.CreateVersion7(), Guid.CreateVersion7(), "1.2.3.");

    public Submitting Submitting(params string[] points) => new(Author, "周以宁", "9月主题党日记录", Content(points))
    {
        AboutMemberIds = [About],
        Checks = [AutomaticCheck.Of("activity.check.roll-equals-receipts", true)],
    };

    public static RecordContent Content(params string[] points) => new([ReviewField.Text("present", "activity.present", "20 人"), ReviewField.List("points", "activity.points", points)]);

    public void Submit(ReviewCase of, ReviewRoute route) => Assert.Null(of.Submit(Submitting("图书馆座位管理"), route, NoneVacant, of.Version, Now).Refusal);

    /// <summary>A case that waits at the given layer.</summary>
    public ReviewCase WaitingAt(int layer, ReviewRoute route)
    {
        var of = Case();
        Submit(of, route);
        for (var passed = 1; passed < layer; passed++)
        {
            Assert.Null(of.Accept(Holder(passed), NoneVacant, of.Version, Now).Refusal);
        }
        return of;
    }

    private CaseLayer Layer(int ordinal, bool fourEyes, bool skipWhenVacant, int limit) =>
        new(ordinal, (ReviewLayerKind)(ordinal - 1), [Posts[ordinal - 1]], _organisations[ordinal - 1], PathOf(ordinal), limit, fourEyes, skipWhenVacant);

    private static string PathOf(int layer) => layer <= 2 ? "1.2." : "1.";
}
