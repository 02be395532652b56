namespace Zhijian.Modules.Rules;

/// <summary>The four spaces a person works in; every kind of organisation belongs to one of the upper three.</summary>
public enum SpaceLevel
{
    Committee,
    GeneralBranch,
    Branch,
    Member,
}
