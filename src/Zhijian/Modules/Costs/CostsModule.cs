using Zhijian.Modules.Rules;
using Zhijian.Platform;

namespace Zhijian.Modules.Costs;

/// <summary>What a message, a task or a notice to many costs them, said to the sender beforehand: people and minutes, never names, never how somebody behaves.</summary>
public sealed class CostsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(RulesModule)];
}
