using Zhijian.Modules.People;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Experiences.Following;

/// <summary>Invitations go with whoever was invited to another branch, and go altogether some time after their last day: who wrote nothing is kept nowhere.</summary>
internal sealed class InvitationRows(Fence fence) : OwnRowsBook(fence, "experience_invitation"), IKeepsForATerm
{
    public static IReadOnlyList<RetentionRule> Rules => [new("experience_invitation", "(welcome_until + 1)::timestamp at time zone @zone")];
}
