namespace Zhijian.Modules.Activities.Planning;

/// <summary>What a list offers by its name: a person, a group, an organisation.</summary>
public sealed class NamedChoice
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}
