namespace Zhijian.Modules.Costs;

/// <summary>
/// Whom an act reaches, as the question by which the act itself finds them, so that what is said beforehand is what happens.
/// It is asked inside the sender's scope and counted, never listed.
/// </summary>
/// <param name="Sql">Answers <c>member_id, organisation_id</c>, without a closing semicolon.</param>
/// <param name="Values">What its places are filled with.</param>
/// <param name="AsksOrganisations">Whether organisations are asked, in each of which somebody does it; its people are then those who lead them.</param>
public sealed record Audience(string Sql, object Values, bool AsksOrganisations = false)
{
    /// <summary>People whom the act has before it already, each once, with the organisation for which they are asked.</summary>
    public static Audience Of(IEnumerable<(Guid MemberId, Guid OrganisationId)> people)
    {
        var all = people.ToList();
        return new Audience(
            "select * from unnest(@reachedMembers, @reachedOrganisations) as a(member_id, organisation_id)",
            new { reachedMembers = all.Select(p => p.MemberId).ToArray(), reachedOrganisations = all.Select(p => p.OrganisationId).ToArray() });
    }
}

/// <summary>Knows whom the platform reminds no more for now. Answered by the module that sends reminders.</summary>
public interface IInterruptionLimit
{
    /// <summary>A question without a closing semicolon that answers <c>member_id</c> of everybody in the viewer's scope who was reminded as often as the rule allows.</summary>
    string Sql { get; }

    /// <summary>What its places are filled with; their names begin with <c>heard</c>.</summary>
    IEnumerable<KeyValuePair<string, object>> Values { get; }
}
