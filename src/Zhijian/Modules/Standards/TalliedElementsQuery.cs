using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Standards;

/// <summary>Measures the elements that a tally names, inside the fence of whoever asks; the module that keeps the things says only where each element stands.</summary>
internal abstract class TalliedElementsQuery(string entityKind, ElementTally tally, Fence fence, InstitutionTime time) : IMeasuresElements
{
    public string EntityKind => entityKind;

    public IReadOnlyList<MeasuredElement> Elements => tally.Elements;

    public async Task<IReadOnlyList<ElementCounts>> Count(string path, CancellationToken cancel) => await Rows<ElementCounts>(tally.Count(path, time.Today), cancel);

    public async Task<IReadOnlyList<UnconfirmedCounts>> CountUnconfirmed(NotedElement confirmed, CancellationToken cancel) => await Rows<UnconfirmedCounts>(tally.CountUnconfirmed(confirmed), cancel);

    public async Task<Listing<FoundThing>> Behind(MeasuredElement element, Finding finding, NotedElement? noted, string path, string? after, int size, CancellationToken cancel) =>
        ElementTally.Paged(await Rows<FoundThing>(tally.Behind(element, finding, noted, path, time.Today, after, size), cancel), size);

    private Task<List<T>> Rows<T>(TallyQuestion question, CancellationToken cancel) => fence.Rows<T>(question.Sql, question.Values, cancel);
}
