using Zhijian.Modules.Learning.Studying;
using Zhijian.Modules.Library;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning;

/// <summary>How kinds of people are said.</summary>
internal static class LearningWords
{
    extension(Words words)
    {
        public string KindOf(string kind) => kind == TaskReach.PostHolder ? words["learning.kind.post-holder"] : Learners.Named(kind) is { } named ? words.Name(named) : kind;

        /// <summary>Together, alone, or elsewhere and from where that is known.</summary>
        public string HowOf(OwnRow row) => row.Source is not { } source ? words[row.Together ? "learning.together" : "learning.alone"]
            : words["learning.brought", DataStandard.SourceNames.TryGetValue(source, out var name) ? name.In(words.IsChinese) : source];

        public string KindsOf(IReadOnlyCollection<string> kinds) => kinds.Count == 0 ? words["learning.kind.everybody"] : string.Join(words["learning.comma"], kinds.Select(words.KindOf));
    }
}
