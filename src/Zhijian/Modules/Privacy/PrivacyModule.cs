using Zhijian.Modules.People;
using Zhijian.Platform.Oversight;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Privacy;

/// <summary>What the law on personal information gives every person: to see, take along and correct what is held about them, and to know who saw it (PIPL ch. IV).</summary>
public sealed class PrivacyModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(PeopleModule)];
}

/// <summary>A person took along everything that is held about them. Only the form is kept here, never the content.</summary>
/// <param name="Form"><c>json</c> or <c>xlsx</c>.</param>
[CountsAs(OverviewLine.Exports)]
public sealed record OwnDataTaken(Guid SubjectId, string OrganisationPath, string Form) : IFact;
