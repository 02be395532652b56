using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Zhijian.Modules.Review;

/// <summary>One named field of a record as the reviewer reads it: a single text, or a list with one line each.</summary>
public sealed record ReviewField(string Key, string LabelKey, IReadOnlyList<string> Lines)
{
    /// <summary>Text key of where the value comes from ("from the check-in"), if it was not typed.</summary>
    public string? SourceKey { get; init; }

    public static ReviewField Text(string key, string labelKey, string? value) => new(key, labelKey, string.IsNullOrEmpty(value) ? [] : [value]);

    public static ReviewField List(string key, string labelKey, IEnumerable<string> lines) => new(key, labelKey, [.. lines]);
}

/// <summary>What was submitted, as an ordered list of fields; the same content always has the same fingerprint.</summary>
public sealed record RecordContent(IReadOnlyList<ReviewField> Fields)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static readonly RecordContent Empty = new([]);

    public static RecordContent FromJson(string json) => JsonSerializer.Deserialize<RecordContent>(json, Plain) ?? Empty;

    public string ToJson() => JsonSerializer.Serialize(this, Plain);

    public bool Has(string key) => Fields.Any(f => f.Key == key);

    public static string FingerprintOf(string json) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)));
}

/// <summary>
/// One thing the program compared before a person looks: roll equals receipts, quorum met.
/// <see cref="Key"/> is the text key of the sentence, <see cref="Values"/> fill it.
/// </summary>
public sealed record AutomaticCheck(string Key, bool Passed, IReadOnlyList<string> Values)
{
    public static AutomaticCheck Of(string key, bool passed, params string[] values) => new(key, passed, values);
}
