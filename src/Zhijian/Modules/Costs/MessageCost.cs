using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;

namespace Zhijian.Modules.Costs;

/// <summary>What is asked of others by one act: counts and an estimate of effort.</summary>
/// <param name="Reached">People, or organisations where each has somebody who does it.</param>
/// <param name="Organisations">In how many organisations they are.</param>
/// <param name="Reminded">How many of the people were reminded as often as the week allows.</param>
/// <param name="MinutesEach">About how long it takes each.</param>
/// <param name="AsksOrganisations">Whether <paramref name="Reached"/> counts organisations.</param>
public sealed record MessageCost(int Reached, int Organisations, int Reminded, int MinutesEach, bool AsksOrganisations = false)
{
    /// <summary>Minutes of all together.</summary>
    public long Minutes => (long)Reached * MinutesEach;

    /// <summary>Why it is not sent yet: so much is confirmed first. Null where it may go. Nothing is ever too much to be sent.</summary>
    /// <param name="confirmed">The sender said that they have seen what it costs.</param>
    public Refusal? WhyNot(CostConfirmingRule rule, bool confirmed) => confirmed || !rule.IsAsked(Reached, Minutes) ? null : CostRefusals.NotConfirmed.With(Reached, (Minutes + 59) / 60);
}

/// <summary>Why something is not sent yet.</summary>
public static class CostRefusals
{
    /// <summary>It reaches many, and the sender has not said that they have seen it; the values are people (or organisations) and hours of all together.</summary>
    public static readonly Refusal NotConfirmed = new("costs.not-confirmed");
}
