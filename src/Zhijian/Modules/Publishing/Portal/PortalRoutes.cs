using System.Text;
using System.Xml;
using Zhijian.Modules.Publishing.Channels;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Publishing.Portal;

/// <summary>The portal for programs: what is new as an Atom feed, and the map of the site.</summary>
internal static class PortalRoutes
{
    private const int MostInFeed = 30;

    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/feed.xml", Feed).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
        routes.MapGet("/portal/sitemap.xml", Map).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
        routes.MapGet("/robots.txt", Robots).Allow(AllowAttribute.Anyone).ExcludeFromDescription();
    }

    /// <summary>The address of the site as its reader calls it.</summary>
    public static string Host(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static async Task<IResult> Feed(HttpContext context, PortalQuery portal, Institution institution, Words words, CancellationToken cancel, Guid? organisation = null)
    {
        var (host, articles) = (Host(context.Request), await portal.Newest(organisation, MostInFeed, cancel));
        var self = organisation is { } of ? $"{host}/portal/feed.xml?organisation={of}" : $"{host}/portal/feed.xml";
        return PortalKeeping.File(context, Written(xml =>
        {
            xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
            xml.WriteElementString("title", Clean(organisation is not null && articles.Count > 0 ? PortalKeeping.Named(institution.Name, articles[0].OrganisationName) : PortalKeeping.Named(institution.Name, words["publishing.portal"])));
            xml.WriteElementString("id", self);
            xml.WriteElementString("updated", XmlConvert.ToString(articles.Count > 0 ? articles[0].ShownFrom : DateTimeOffset.UnixEpoch));
            Link(xml, "self", self);
            Link(xml, "alternate", organisation is { } alternate ? $"{host}/portal/of/{alternate}" : $"{host}/portal");
            foreach (var article in articles)
            {
                var address = $"{host}/portal/{article.ArticleId}";
                xml.WriteStartElement("entry");
                xml.WriteElementString("title", Clean(article.Title));
                xml.WriteElementString("id", $"urn:uuid:{article.ArticleId}");
                xml.WriteElementString("updated", XmlConvert.ToString(article.ShownFrom));
                Link(xml, "alternate", address);
                xml.WriteStartElement("author");
                xml.WriteElementString("name", Clean(article.OrganisationName));
                xml.WriteEndElement();
                if (article.Summary.Length > 0)
                {
                    xml.WriteElementString("summary", Clean(article.Summary));
                }
                xml.WriteStartElement("content");
                xml.WriteAttributeString("type", "html");
                xml.WriteAttributeString("xml", "lang", null, article.Language);
                xml.WriteString(Clean(EditorHtml.Plain(article.Text, host)));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }), "application/atom+xml; charset=utf-8");
    }

    private static async Task<IResult> Map(HttpContext context, PortalQuery portal, CancellationToken cancel)
    {
        var (host, places) = (Host(context.Request), await portal.Places(cancel));
        return PortalKeeping.File(context, Written(xml =>
        {
            xml.WriteStartElement("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9");
            Place(xml, $"{host}/portal", places.Count > 0 ? places[0].At : null);
            foreach (var organisation in places.GroupBy(p => p.OrganisationId))
            {
                Place(xml, $"{host}/portal/of/{organisation.Key}", organisation.First().At);
            }
            foreach (var place in places)
            {
                Place(xml, $"{host}/portal/{place.Id}", place.At);
            }
            xml.WriteEndElement();
        }), "application/xml; charset=utf-8");
    }

    /// <summary>Those who index the web are led to what is public, and to nothing else.</summary>
    private static IResult Robots(HttpContext context) =>
        PortalKeeping.File(context, Encoding.UTF8.GetBytes($"User-agent: *\nAllow: /portal\nAllow: /news/*/files/\nDisallow: /\nSitemap: {Host(context.Request)}/portal/sitemap.xml\n"), "text/plain; charset=utf-8");

    private static void Place(XmlWriter xml, string address, DateTimeOffset? at)
    {
        xml.WriteStartElement("url");
        xml.WriteElementString("loc", address);
        if (at is { } changed)
        {
            xml.WriteElementString("lastmod", XmlConvert.ToString(changed));
        }
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string rel, string href)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("href", href);
        xml.WriteEndElement();
    }

    private static byte[] Written(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            xml.WriteStartDocument();
            write(xml);
            xml.WriteEndDocument();
        }
        return bytes.ToArray();
    }

    /// <summary>Without what XML can't hold: controls that somebody pasted.</summary>
    private static string Clean(string text) => text.All(Fits) ? text : string.Concat(text.Where(Fits));

    private static bool Fits(char c) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c);
}
