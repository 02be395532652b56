using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Questions;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Storage;
using Zhijian.Testing;

namespace Zhijian.Access;

/// <summary>
/// Rows whose every text names its organisation, table and column, planted into every fenced table for every organisation.
/// Whoever reads such a text in an answer knows whose row it came from. Filled from the database's own catalogue, so that a new table is planted by itself.
/// </summary>
internal sealed partial class Canaries(Catalog catalog, IModel model, NpgsqlConnection superuser)
{
    /// <summary>Tables whose rows give rights or identity, so that they are not planted at random.</summary>
    private static readonly Dictionary<string, string> NotPlanted = new()
    {
        ["organisation"] = "renamed instead",
        ["organisation_version"] = "renamed instead",
        ["account"] = "an account signs in",
        ["account_token"] = "a token signs in",
        ["account_invitation"] = "an invitation signs in",
    };

    /// <summary>JSON kept in columns of type text.</summary>
    private static readonly Dictionary<string, Type> JsonTexts = new()
    {
        ["review_submission.content_json"] = typeof(RecordContent),
        ["filed_record.content"] = typeof(RecordContent),
    };

    /// <summary>JSON kept as text whose shape has parts of several kinds: made here, with the canary in its words.</summary>
    private static readonly Dictionary<string, Func<string, string>> WrittenTexts = new()
    {
        ["bank_question.content"] = Question,
        ["question_edition.content"] = Question,
        ["training_class.lessons"] = _ => "[]",
        ["paper.plan"] = _ => QuestionJson.Write(PaperPlan.Empty),
        ["paper.pool"] = _ => QuestionJson.Write(PaperPool.Empty),
    };

    /// <summary>Words that a column without a model takes.</summary>
    private static readonly Dictionary<string, string> Words = new()
    {
        ["kind"] = nameof(ActivityKind.ThemePartyDay),
        ["period_kind"] = "Month",
        ["severity"] = "Advisory",
        ["media_type"] = "text/plain",
        ["subject_kind"] = "activity",
        ["record_kind"] = "Activity",
        ["fact"] = "ActivityPlanned",
        ["reason_key"] = "rules.title",
    };

    private static readonly string[] Zeros = ["met", "in_review", "excused", "filed", "no", "abstain", "own_open", "done", "late"];
    private static readonly string[] FilledThoughNullable = ["batch_id", "waiting_at_organisation_id", "review_case_id", "by_member_id", "recorder_member_id", "announced_at", "notified_at", "submitted_at", "minutes_at", "join_date", "marked_at", "answered_at", "leave_granted_at", "roll_opened_at", "roll_closed_at", "cancelled_at", "filed_at", "read_at", "done_at", "leave_granted_by", "submitted_by"];

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private int _sets;

    /// <summary>Plants one set of rows for an organisation about one member, and answers with their ids.</summary>
    public async Task<Planted> Plant(Organisation organisation, char variant, Guid? memberId)
    {
        var planted = new Planted(organisation, variant, memberId ?? Guid.CreateVersion7(), catalog.Fenced.ToDictionary(t => t.Name, _ => Guid.CreateVersion7()));
        planted.Ids["organisation"] = organisation.Id;
        planted.Ids["member"] = planted.MemberId;
        foreach (var table in catalog.Fenced.Where(t => !NotPlanted.ContainsKey(t.Name) && !(t.Name == "member" && memberId is not null)))
        {
            await Insert(table.Name, planted);
        }
        _sets++;
        return planted;
    }

    /// <summary>Gives the organisation's own texts its canary too.</summary>
    public async Task Rename(Organisation organisation) =>
        await superuser.ExecuteAsync(
            "update organisation set name = @name where id = @Id; update organisation_version set name = @version, reason = @reason where organisation_id = @Id",
            new { organisation.Id, name = Text(organisation.Number, 'O', "organisation", "name"), version = Text(organisation.Number, 'O', "organisation_version", "name"), reason = Text(organisation.Number, 'O', "organisation_version", "reason") });

    /// <summary>Every canary in a text.</summary>
    public static IEnumerable<Canary> In(string text) =>
        Shape().Matches(text).Select(m => new Canary(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), m.Groups[2].Value[0], m.Groups[3].Value, m.Groups[4].Value)).Distinct();

    /// <summary>The text as somebody might have typed it, so that a form which comes back with what was typed shows no canary.</summary>
    public static string Without(string text) => Shape().Replace(text, "已修改");

    private async Task Insert(string table, Planted planted)
    {
        var columns = catalog.Of(table).Where(c => c is { IsIdentity: false, IsGenerated: false }).Select(c => (c.Name, c.Type, Value: Value(c, planted))).Where(c => c.Value is not null).ToList();
        var values = new DynamicParameters();
        foreach (var (name, _, value) in columns)
        {
            values.Add(name, value);
        }
        try
        {
            await superuser.ExecuteAsync($"insert into {table} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) values ({string.Join(", ", columns.Select(c => $"@{c.Name}::{c.Type}"))})", values);
        }
        catch (PostgresException problem) when (planted.Variant != 'A' && problem.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // One such row is all the organisation may have.
        }
        catch (PostgresException problem)
        {
            Assert.Fail($"The canaries can't fill the table {table}: {problem.MessageText} ({problem.ConstraintName}). Say in {nameof(Canaries)} what a plausible value of its column is.");
        }
    }

    private object? Value(Catalog.Column column, Planted planted)
    {
        var property = model.GetEntityTypes().Where(e => e.GetTableName() == column.Table).SelectMany(e => e.GetProperties()).FirstOrDefault(p => p.GetColumnName() == column.Name);
        if (column.Name == "path")
        {
            return planted.Organisation.Path;
        }
        if (column is { Table: "learning_sum", Name: "excused" })
        {
            // The one person of the planted task has a reason, so is counted as excused.
            return 1;
        }
        if (column is { Table: "legal_hold", Name: "organisation_id" })
        {
            // A hold is of a person or of a body, never of both.
            return planted.Organisation.Id;
        }
        if (column is { Table: "membership" or "post_holding", Name: "until" })
        {
            return column.Table == "membership" && planted.Variant is 'A' or 'B' ? null : Day(-700);
        }
        if (column.IsNullable && !column.Type.StartsWith("text", StringComparison.Ordinal) && !FilledThoughNullable.Contains(column.Name))
        {
            return null;
        }
        return column.Type switch
        {
            "uuid" => Id(column, planted),
            "uuid[]" => new[] { planted.MemberId },
            "text" => TextOf(column, property, planted),
            "text[]" => TextsOf(column, property, planted),
            "jsonb" => Json(property?.ClrType, column, planted),
            "integer" or "bigint" or "smallint" => column.Name == "year" ? 2026 : Zeros.Contains(column.Name) ? 0 : 1,
            "numeric" => 1m,
            "boolean" => column.Name is "is_host" or "votes",
            "bytea" => Guid.NewGuid().ToByteArray(),
            "date" => column.Name == "month" ? Day(0)[..8] + "01" : Day(column.Name is "from" or "valid_from" or "join_date" ? -800 : Ends(column.Name) ? 1 : 0),
            "timestamp with time zone" => Ends(column.Name) ? _now.AddHours(1) : _now.AddHours(-1),
            _ => throw new NotSupportedException($"{column.Table}.{column.Name} has the type {column.Type}, which {nameof(Canaries)} does not know yet."),
        };
    }

    private Guid Id(Catalog.Column column, Planted planted) =>
        column.Name == "id" ? planted.Ids[column.Table]
        : catalog.ForeignKeys.FirstOrDefault(f => f.Table == column.Table && f.Column == column.Name) is { } key && planted.Ids.TryGetValue(key.Target, out var target) ? target
        : column.Name is "owed_by" || column.Name.EndsWith("organisation_id", StringComparison.Ordinal) ? planted.Organisation.Id
        : column.Name == "subject_id" ? planted.Ids[column.Table == "review_case" ? "activity_record" : "activity"]
        : column.Name.EndsWith("record_id", StringComparison.Ordinal) ? planted.Ids["activity_record"]
        : column.Name.EndsWith("activity_id", StringComparison.Ordinal) ? planted.Ids["activity"]
        : column.Name.EndsWith("case_id", StringComparison.Ordinal) ? planted.Ids["review_case"]
        : column.Name.Contains("member", StringComparison.Ordinal) || column.Name.EndsWith("_by", StringComparison.Ordinal) || column.Name.Contains("deputy", StringComparison.Ordinal) ? planted.MemberId
        : Guid.CreateVersion7();

    private string TextOf(Catalog.Column column, IProperty? property, Planted planted)
    {
        if (property is not null && (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) is { IsEnum: true } named)
        {
            var names = Enum.GetNames(named);
            return column is { Table: "review_case", Name: "state" } ? "Waiting" : column is { Table: "export_file", Name: "state" } ? "Ready" : column is { Table: "article_comment", Name: "state" } ? "Shown" : column.Name == "state" ? names[_sets % names.Length] : column is { Table: "activity_record" or "activity", Name: "kind" } ? nameof(ActivityKind.ThemePartyDay) : names[0];
        }
        if (WrittenTexts.TryGetValue($"{column.Table}.{column.Name}", out var write))
        {
            return write(Canary(column, planted));
        }
        if (JsonTexts.TryGetValue($"{column.Table}.{column.Name}", out var type))
        {
            return Json(type, column, planted);
        }
        var listed = catalog.Checks.Where(c => c.Table == column.Table).Select(c => Listed().Match(c.Definition)).FirstOrDefault(m => m.Success && m.Groups[1].Value == column.Name);
        if (listed is not null)
        {
            var words = listed.Groups[2].Value.Split(',');
            return words[_sets % words.Length];
        }
        return Words.TryGetValue(column.Name, out var word) ? word : column.Name == "href" ? "/" + Canary(column, planted) : Canary(column, planted);
    }

    private static string[] TextsOf(Catalog.Column column, IProperty? property, Planted planted) =>
        property?.ClrType.GetGenericArguments() is [{ IsEnum: true } named] ? [Enum.GetNames(named)[0]]
        : property?.GetElementType()?.ClrType is { IsEnum: true } element ? [Enum.GetNames(element)[0]]
        : column.Name.EndsWith("posts", StringComparison.Ordinal) ? [nameof(PostKind.Secretary)] : [Canary(column, planted)];

    private static string Json(Type? type, Catalog.Column column, Planted planted) => type is null || type == typeof(string)
        ? column.Name == "values" ? $"[\"{Canary(column, planted)}\"]" : $"{{\"canary\":\"{Canary(column, planted)}\"}}"
        : JsonSerializer.Serialize(
            Plausible.Of(type, column.Name, (t, name) => t == typeof(string) ? name.EndsWith("Path", StringComparison.Ordinal) ? planted.Organisation.Path : Canary(column, planted) : t == typeof(Guid) ? planted.Organisation.Id : null),
            type, JsonTexts.ContainsValue(type) ? JsonSerializerOptions.Default : KeptJson.Form);

    private static string Question(string words) => QuestionJson.Write(new Question { Name = words, Text = new FormattedText(words), Body = new TrueFalseBody(true, FormattedText.None, FormattedText.None) });

    private static string Canary(Catalog.Column column, Planted planted) => Text(planted.Organisation.Number, planted.Variant, column.Table, column.Name);

    private static string Text(int organisation, char variant, string table, string column) => $"Kn{organisation}{variant}_{table}__{column}_nK";

    private static bool Ends(string column) => column.Contains("end", StringComparison.Ordinal) || column.StartsWith("due", StringComparison.Ordinal) || column.StartsWith("last", StringComparison.Ordinal) || column.StartsWith("expires", StringComparison.Ordinal);

    private string Day(int days) => _now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Kn(\d+)([A-Z])_([a-z_]+?)__([a-z_]+)_nK")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\(?(\w+) = ANY \('\{(.+?)\}'::text\[\]")]
    private static partial Regex Listed();

}

/// <summary>One planted set: an organisation's rows about one member, by table.</summary>
internal sealed record Planted(Organisation Organisation, char Variant, Guid MemberId, Dictionary<string, Guid> Ids);

/// <summary>A planted text that was read somewhere.</summary>
internal sealed record Canary(int Organisation, char Variant, string Table, string Column);
