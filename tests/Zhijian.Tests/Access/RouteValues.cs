using System.Text.RegularExpressions;

namespace Zhijian.Access;

/// <summary>What the parameters of routes and queries stand for, so that every endpoint can be asked with ids of any organisation.</summary>
internal static partial class RouteValues
{
    /// <summary>A parameter by the literal segment before it.</summary>
    private static readonly Dictionary<string, string> TableBySegment = new()
    {
        ["activities"] = "activity",
        ["records"] = "activity_record",
        ["addenda"] = "activity_record",
        ["cases"] = "review_case",
        ["reviews"] = "review_case",
        ["absences"] = "review_absence",
        ["organisations"] = "organisation",
        ["people"] = "member",
        ["members"] = "member",
        ["posts"] = "post_holding",
        ["obligations"] = "obligation",
        ["files"] = "stored_file",
        ["attachments"] = "stored_file",
        ["messages"] = "message",
        ["accounts"] = "account",
        ["tokens"] = "account_token",
        ["holds"] = "legal_hold",
        // Whose sessions end is told by their own tests; here any foreign id will do.
        ["sessions"] = "account",
        // Alarms stand in no organisation; their own tests open them.
        ["alarms"] = "account",
        ["decoys"] = "account",
        ["passkeys"] = "account",
        ["invitations"] = "account_invitation",
        ["follow-ups"] = "follow_up",
        ["motions"] = "motion",
        ["agenda"] = "agenda_item",
        ["requests"] = "person_request",
        ["incidents"] = "incident",
        ["imports"] = "import_batch",
        ["conflicts"] = "import_conflict",
        ["export-files"] = "export_file",
        ["exchange"] = "exchange_client",
        ["sheets"] = "sheet_template",
        ["forms"] = "collection_form",
        ["rounds"] = "collection_round",
        ["entries"] = "collection_entry",
        ["library"] = "library_item",
        ["work"] = "library_item",
        ["tasks"] = "learning_task",
        ["learning"] = "learning_task",
        ["studies"] = "learning_study",
        ["questions"] = "bank_question",
        ["releases"] = "question_release",
        ["brought"] = "question_import",
        ["papers"] = "paper",
        ["set"] = "paper",
        // Copies are planted for nobody: they are their owners' alone, which their own tests try.
        ["attempts"] = "paper",
        ["news"] = "article",
        ["news/work"] = "article",
        ["portal"] = "article",
        ["comments"] = "article_comment",
        ["asked"] = "article_question",
        ["reports"] = "misuse_case",
        ["experiences"] = "experience_report",
        ["contests"] = "points_contest",
        ["kept"] = "kept_indicator",
        ["published"] = "kept_indicator",
        ["views"] = "pivot_view",
        ["figures/notes"] = "figure_note",
        ["resolutions"] = "put_question",
        ["resolutions/tasks"] = "resolution_task",
        ["training"] = "training_class",
        ["certificates"] = "training_certificate",
        ["senders"] = "federation_sender",
        ["packages"] = "figures_package",
        ["handed"] = "handed_package",
        // Postings are their member's alone, which their own tests try; here any id will do.
        ["points"] = "member",
        ["points/records"] = "activity",
    };

    /// <summary>A parameter by its own name, where the segment before it says nothing.</summary>
    private static readonly Dictionary<string, string> TableByName = new()
    {
        ["lesson"] = "learning_task",
        ["activity"] = "activity",
        ["subject"] = "activity",
        ["activityid"] = "activity",
        ["record"] = "activity_record",
        ["recordid"] = "activity_record",
        ["case"] = "review_case",
        ["caseid"] = "review_case",
        ["organisation"] = "organisation",
        ["organisationid"] = "organisation",
        ["branch"] = "organisation",
        ["of"] = "organisation",
        ["below"] = "organisation",
        ["root"] = "organisation",
        ["scope"] = "organisation",
        ["member"] = "member",
        ["memberid"] = "member",
        ["person"] = "member",
        ["file"] = "stored_file",
        ["fileid"] = "stored_file",
        ["holding"] = "post_holding",
        ["post"] = "post_holding",
        ["partner"] = "organisation",
        ["from"] = "activity",
        ["copy"] = "activity",
        ["group"] = "organisation",
        ["task"] = "learning_task",
        ["round"] = "collection_round",
        ["look"] = "document_look",
        ["link"] = "document_forward",
        ["delivery"] = "webhook_delivery",
        ["about"] = "activity",
        ["article"] = "article",
        ["comment"] = "article_comment",
        ["entry"] = "open_entry",
        ["sheet"] = "yearly_sheet",
        ["question"] = "bank_question",
    };

    /// <summary>Parameters that are words or secrets, with a plausible one.</summary>
    private static readonly Dictionary<string, string> Word = new()
    {
        ["language"] = "en",
        ["theme"] = "light",
        ["documentname"] = "v1",
        ["whattext"] = "rename",
        ["what"] = "rename",
        ["key"] = "no-such-key",
        ["token"] = "no-such-token",
        ["code"] = "no-such-code",
        ["secret"] = "no-such-secret",
        ["move"] = "accept",
        ["year"] = "2026",
        ["month"] = "2026-11",
        ["day"] = "2026-11-20",
        ["number"] = "1",
        ["kind"] = "activity",
        ["item"] = "1",
        ["place"] = "1",
        ["picture"] = "no-such-picture",
        ["name"] = "a",
        ["form"] = "json",
        ["line"] = "Rights",
        ["fieldname"] = "MobileNumber",
        ["purpose"] = "HomeAddress",
        ["decision"] = "same",
        ["element"] = "person.full-name",
        ["set"] = "gb-t-3304",
        ["list"] = "members",
        ["sourcekey"] = "no-such-key",
        ["source"] = "activity",
        ["indicator"] = "duties-met",
        ["formula"] = "share(met, expected)",
    };

    /// <summary>Names of query parameters that search texts: every canary begins with these letters.</summary>
    private static readonly string[] Searches = ["q", "search", "query", "text", "name", "who"];

    /// <summary>The address of a route with its parameters filled from a planted set; null names the parameter nobody has explained.</summary>
    public static string? Fill(string pattern, Planted planted, out string? unknown)
    {
        unknown = null;
        var given = pattern.Trim('/').Split('/');
        var segments = pattern.Trim('/').Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (Parameter().Match(segments[i]) is not { Success: true } parameter)
            {
                continue;
            }
            var name = parameter.Groups[1].Value.ToLowerInvariant();
            var literals = given[..i].Where(s => !s.Contains('{', StringComparison.Ordinal)).ToList();
            var before = literals.LastOrDefault() ?? "";
            // The same segment may stand for different things below different ones: then both are named.
            var both = string.Join('/', literals.TakeLast(2));
            var value = Word.TryGetValue(name, out var word) ? word
                : name is "id" or "what" && (TableBySegment.TryGetValue(both, out var table) || TableBySegment.TryGetValue(before, out table)) && planted.Ids.TryGetValue(table, out var id) ? id.ToString()
                : TableByName.TryGetValue(name, out var named) && planted.Ids.TryGetValue(named, out var other) ? other.ToString()
                : null;
            if (value is null)
            {
                unknown = $"{pattern}: nobody has said what {{{name}}} after '{before}' stands for; add it to {nameof(RouteValues)}";
                return null;
            }
            segments[i] = segments[i].Replace(parameter.Value, value, StringComparison.Ordinal);
        }
        return "/" + string.Join('/', segments);
    }

    /// <summary>A query string that points at the planted set wherever a parameter's name allows it.</summary>
    public static string Query(IEnumerable<string> names, Planted planted)
    {
        var given = names.Where(n => !string.Equals(n, "post", StringComparison.OrdinalIgnoreCase)).Select(n => (Name: n, Value: Searches.Contains(n.ToLowerInvariant()) ? "Kn"
            : TableByName.TryGetValue(n.ToLowerInvariant(), out var table) && planted.Ids.TryGetValue(table, out var id) ? id.ToString() : null))
            .Where(g => g.Value is not null).Select(g => $"{g.Name}={g.Value}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    public static bool HasParameters(string pattern) => Parameter().IsMatch(pattern);

    [GeneratedRegex(@"\{\*{0,2}(\w+)(?::[^}]+)?\??\}")]
    private static partial Regex Parameter();
}
