using Zhijian.Modules.Standards;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Collecting.Designing;

/// <summary>Tells the catalogue which published forms of the viewer's scope ask an element.</summary>
internal sealed class FormsThatAsk(Fence fence) : IUsesElements
{
    private const int Most = 20;

    public async Task<IReadOnlyList<ElementUse>> Of(DataElement element, CancellationToken cancel) =>
        [.. (await fence.Rows<Asking>($"select id, title from collection_form where state = 'Published' and @id = any(elements) order by id desc limit {Most}", new { id = element.Id }, cancel)).Select(f => new ElementUse(f.Title, $"/collecting/forms/{f.Id}"))];

    private sealed class Asking
    {
        public Guid Id { get; set; }

        public string Title { get; set; } = "";
    }
}
