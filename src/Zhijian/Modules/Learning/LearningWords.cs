using Zhijian.Modules.Library;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Learning;

/// <summary>How kinds of people are said.</summary>
internal static class LearningWords
{
    extension(Words words)
    {
        public string KindOf(string kind) => kind == TaskReach.PostHolder ? words["learning.kind.post-holder"] : Learners.Named(kind) is { } named ? words.Name(named) : kind;

        public string KindsOf(IReadOnlyCollection<string> kinds) => kinds.Count == 0 ? words["learning.kind.everybody"] : string.Join(words["learning.comma"], kinds.Select(words.KindOf));
    }
}
