using System.Globalization;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Publishing.Authoring;

/// <summary>What authors type, field by field.</summary>
public sealed class ArticleForm
{
    public string? Title { get; set; }

    public string? Summary { get; set; }

    public string? Text { get; set; }

    public string? Language { get; set; }

    public string? Audience { get; set; }

    public string? CoverText { get; set; }

    public string? Related { get; set; }

    public bool NeedsReceipt { get; set; }

    public bool AsksAgain { get; set; }

    public string? Conversing { get; set; } = nameof(Publishing.Conversing.Nothing);

    public string? ShownFrom { get; set; }

    public string? ShownUntil { get; set; }

    public string? Item { get; set; }

    public int Version { get; set; } = -1;

    internal static ArticleForm Of(Article article, InstitutionTime time) => new()
    {
        Title = article.Title, Summary = article.Summary, Text = article.Text, Language = article.Language, Audience = article.Audience.ToString(), CoverText = article.CoverText,
        Related = string.Join('\n', article.Related.Select(r => $"/news/{r}")), NeedsReceipt = article.NeedsReceipt, AsksAgain = article.AsksAgain, Conversing = article.Conversing.ToString(),
        ShownFrom = article.ShownFrom is { } from ? time.Local(from).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : null,
        ShownUntil = article.ShownUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Item = article.Item?.ToString(), Version = article.Version,
    };

    internal ArticleDraft ToDraft(ArticleKind? kind, InstitutionTime time)
    {
        var from = DateTime.TryParseExact(ShownFrom, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : (DateTime?)null;
        var until = DateOnly.TryParseExact(ShownUntil, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        return new ArticleDraft(
            kind, Title, Summary, Text, Language, Named<OpenScope>(Audience), CoverText, Related, from is { } f ? time.At(DateOnly.FromDateTime(f), TimeOnly.FromDateTime(f)) : null, until)
        {
            NeedsReceipt = NeedsReceipt, AsksAgain = AsksAgain, Conversing = Named<Conversing>(Conversing), Item = Named<OpenItem>(Item), FirstDay = from is { } first ? DateOnly.FromDateTime(first) : null,
            Unreadable = from is null && !string.IsNullOrWhiteSpace(ShownFrom) ? "Form.ShownFrom" : until is null && !string.IsNullOrWhiteSpace(ShownUntil) ? "Form.ShownUntil" : null,
        };
    }

    private static TEnum? Named<TEnum>(string? name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(name, out var value) && Enum.IsDefined(value) ? value : null;
}
