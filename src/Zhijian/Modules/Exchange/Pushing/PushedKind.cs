using Zhijian.Modules.Importing;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Exchange.Pushing;

/// <summary>A kind of rows that connected systems may push as a list, to be reviewed before anything of it enters.</summary>
/// <param name="Plural">In addresses.</param>
internal sealed record PushedKind(ImportKind Kind, string Plural)
{
    public static IReadOnlyList<PushedKind> All { get; } = [.. Enum.GetValues<ImportKind>().Select(k => new PushedKind(k, Words.Kebab(k.ToString())))];

    /// <summary>In what a client may bring, beside the records that enter at once.</summary>
    public string Write => "list-of-" + Plural;
}
