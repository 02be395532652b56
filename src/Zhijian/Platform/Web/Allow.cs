namespace Zhijian.Platform.Web;

/// <summary>
/// Who may use a page or route: <see cref="Anyone"/>, <see cref="SignedIn"/>, or the acts of which a post held today must grant one.
/// Every endpoint carries one; without it nobody gets in, and a test fails.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowAttribute(params string[] acts) : Attribute
{
    /// <summary>People without an account too.</summary>
    public const string Anyone = "anyone";

    /// <summary>Everybody with an account; rows are still fenced.</summary>
    public const string SignedIn = "signed-in";

    public IReadOnlyList<string> Acts { get; } = acts;

    public bool IsForAnyone => Acts.Contains(Anyone);

    public bool Admits(Deciding.Actor actor) => IsForAnyone || (actor.IsSignedIn && (Acts.Contains(SignedIn) || Acts.Any(actor.May)));
}

/// <summary>Declares the policy of a mapped route.</summary>
public static class AllowRoutes
{
    public static TBuilder Allow<TBuilder>(this TBuilder route, params string[] acts)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AllowAttribute(acts));
}

/// <summary>Declares that a mapped route needs a recent proof of who asks.</summary>
public static class FreshRoutes
{
    public static TBuilder NeedsFresh<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new FreshAttribute());
}

/// <summary>Declares that a mapped route is open to people who owe a duty of their sign-in.</summary>
public static class DutyRoutes
{
    public static TBuilder BeforeDuty<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new BeforeDutyAttribute());
}

/// <summary>Marks what somebody may use who must first set up a second factor or choose a new password: the page where they do it, and the way out.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class BeforeDutyAttribute : Attribute;

/// <summary>Marks what only somebody may open or send who has just proved who they are: sealed values, exports, rights. Others are asked for their password first.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class FreshAttribute : Attribute
{
    /// <summary>The page itself may be read by whoever is signed in; only its forms ask.</summary>
    public bool OpensFreely { get; init; }

    public bool Asks(bool isReading) => !(isReading && OpensFreely);
}

/// <summary>Marks what ends the session: pressed twice, the second time nobody is signed in any more, and the form need not prove whose it was.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EndsSessionAttribute : Attribute;

/// <summary>Marks what changes places in the tree of organisations: it waits for all writing requests, and they for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReshapesTreeAttribute : Attribute;

/// <summary>Marks a changing route that reads and writes no row and needs no key.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WritesNothingAttribute : Attribute;

/// <summary>Marks a route whose writes go through its own group commit and carry their own keys.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GroupedWriteAttribute : Attribute;
