using Zhijian.Platform;

namespace Zhijian.Modules.Questions;

/// <summary>Questions: what they are, what an answer earns, and how they travel in files. It keeps nothing and knows nobody who asks them.</summary>
public sealed class QuestionsModule : IModule
{
    public IReadOnlyList<Type> Needs => [];
}
