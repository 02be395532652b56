namespace Zhijian.Modules.Publishing;

/// <summary>What another module shows below an article to readers who are signed in; the portal shows none of it.</summary>
public interface IBelowArticle
{
    /// <summary>The name of the component's parameter, which takes the edition that is read.</summary>
    const string Parameter = "Edition";

    /// <summary>A component.</summary>
    Type Component { get; }
}
