using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhijian.Modules.Publishing.Authoring;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.OpenAffairs;

/// <summary>The first words of an article that opens an entry of the timetable: what filed records say already, so that nobody types it again. People finish it.</summary>
internal sealed class SuggestArticleQuery(ZhijianDb db, Fence fence, Rulebook rulebook, InstitutionTime time, Words words)
{
    /// <summary>An entry that is due, of the open space's own organisation; null where there is none.</summary>
    public async Task<OpenEntry?> Entry(Guid id, Actor actor, CancellationToken cancel) =>
        await db.Set<OpenEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.State == OpenEntryState.Due, cancel) is { } entry && actor.Space is { } space && space.OrganisationId == entry.OrganisationId && space.Covers(PublishingActs.Write, entry.Path) ? entry : null;

    public async Task<ArticleForm> Of(OpenEntry entry, CancellationToken cancel)
    {
        var rules = rulebook.On(time.Today);
        var rule = rules.OpenAffairs.Items[entry.Item];
        var about = entry.Item == OpenItem.Appointment && Enum.TryParse<PostKind>(entry.About, out var post) ? words.Name(post) : entry.About ?? words.OccasionOf(entry.Occasion);
        return new ArticleForm
        {
            Title = words["publishing.suggested-title", entry.OrganisationName, about, words.Name(entry.Item)], Language = words.Language, Item = entry.Item.ToString(), Audience = rule.Scope.ToString(),
            ShownUntil = rule.ShownUntil(time.Today, rules.Calendar).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Text = entry.Item == OpenItem.OrganisationalLife ? await Life(entry, cancel) : words["publishing.suggested-text", words.Title(rule.Contents)],
        };
    }

    /// <summary>What the quarter's filed records say: how often which meeting was held.</summary>
    private async Task<string> Life(OpenEntry entry, CancellationToken cancel)
    {
        var held = await fence.Rows<Held>(
            "select kind, count(*)::int as Count from activity_record where organisation_id = @OrganisationId and state = 'Filed' and addendum_to is null and held_on between @On and @Until group by kind order by kind",
            new { entry.OrganisationId, entry.On, entry.Until }, cancel);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{words["publishing.suggested-life", words.Day(entry.On), words.Day(entry.Until ?? entry.On)]}\n\n| {words["publishing.suggested-meeting"]} | {words["publishing.suggested-times"]} |\n|---|---|\n");
        foreach (var row in held)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {words.Name(row.Kind)} | {row.Count} |\n");
        }
        return text.Append('\n').ToString();
    }

    private sealed class Held
    {
        public ActivityKind Kind { get; set; }

        public int Count { get; set; }
    }
}
