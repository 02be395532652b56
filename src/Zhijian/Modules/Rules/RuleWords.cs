using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Rules;

/// <summary>What packs and references say, in the reader's words.</summary>
public static class RuleWords
{
    extension(Words words)
    {
        /// <summary>A text of a pack in the reader's language.</summary>
        public string Title(PackTitle title) => words.IsChinese ? title.Zh : title.En;

        /// <summary>The title of the rule that a trace names (<c>PACK@VERSION:RULE</c>).</summary>
        public string RuleOfTrace(string kept) => words[$"rules.rule.{RuleReference.RuleIdOf(kept)}"];
    }
}
