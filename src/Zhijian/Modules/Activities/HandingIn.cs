using Zhijian.Modules.Activities.Records;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Activities;

/// <summary>What a meeting hands in for review, for those who make many records at once.</summary>
public static class HandingIn
{
    /// <summary>The fields and automatic checks of a record without attachments.</summary>
    public static Submitting ToSubmit(this Meeting meeting, string host, string recorder, string organisation, IReadOnlyList<string> partners, RulesInForce rules, Actor author, InstitutionTime time) =>
        new(author.MemberId, author.Name, meeting.Activity.Title, RecordContents.Of(meeting, new RecordNames(host, recorder, organisation, partners), [], rules, time))
        {
            Checks = RecordChecks.Of(meeting, 0, 0, rules),
        };

    /// <summary>How the number of a record is written: 2026-ZT-0811.</summary>
    public static string NumberOf(int year, ActivityKind kind, int running) => RecordNumber.Of(year, kind, running);
}
