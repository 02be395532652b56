using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Access;

/// <summary>Post × level × act: what each post may do, and how far. Data (access.yaml beside it), shown to administrators as a page.</summary>
public sealed class AccessTable
{
    private readonly Dictionary<(PostKind Post, SpaceLevel Level), IReadOnlyList<Grant>> _grants;
    private readonly HashSet<PostKind> _keepers;

    private AccessTable(Dictionary<(PostKind Post, SpaceLevel Level), IReadOnlyList<Grant>> grants, HashSet<PostKind> keepers) => (_grants, _keepers) = (grants, keepers);

    /// <summary>Whether records of organisations are seen through this post at all; an administrator's opens the fence for its own acts only.</summary>
    public bool SeesContent(PostKind post) => !_keepers.Contains(post);

    /// <summary>Every row, for the page.</summary>
    public IEnumerable<(PostKind Post, SpaceLevel Level, Grant Grant)> All =>
        _grants.SelectMany(g => g.Value.Select(grant => (g.Key.Post, g.Key.Level, grant)));

    public IReadOnlyList<Grant> Of(PostKind post, SpaceLevel level) => _grants.GetValueOrDefault((post, level), []);

    public static AccessTable Load()
    {
        using var text = new StreamReader(typeof(AccessTable).Assembly.GetManifestResourceStream("Zhijian.Modules.Access.access.yaml")!);
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        var table = reader.Deserialize<TableFile>(text);
        Dictionary<(PostKind, SpaceLevel), IReadOnlyList<Grant>> grants = [];
        foreach (var row in table.Grants)
        {
            foreach (var level in row.Levels)
            {
                var added = row.Own.Select(a => new Grant(a, Reach.Own)).Concat(row.Below.Select(a => new Grant(a, Reach.Below))).Concat(row.OwnAndBelow.Select(a => new Grant(a, Reach.OwnAndBelow)));
                foreach (var post in row.Posts)
                {
                    grants[(post, level)] = [.. grants.GetValueOrDefault((post, level), []), .. added];
                }
            }
        }
        return new AccessTable(grants, [.. table.Grants.Where(row => !row.SeesContent).SelectMany(row => row.Posts)]);
    }

    private sealed class TableFile
    {
        public string Id { get; set; } = "";

        public string Version { get; set; } = "";

        public string Source { get; set; } = "";

        public List<RowFile> Grants { get; set; } = [];
    }

    private sealed class RowFile
    {
        public List<PostKind> Posts { get; set; } = [];

        public List<SpaceLevel> Levels { get; set; } = [];

        public bool SeesContent { get; set; } = true;

        public List<string> Own { get; set; } = [];

        public List<string> Below { get; set; } = [];

        public List<string> OwnAndBelow { get; set; } = [];
    }
}
