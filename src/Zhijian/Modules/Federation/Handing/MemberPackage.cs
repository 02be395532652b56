using System.Text.Json;
using Zhijian.Modules.People;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Federation.Handing;

/// <summary>The outside of a package of people: what may be read by whoever carries it. It is signed as a whole.</summary>
/// <param name="Id">By which it is known that it came before.</param>
/// <param name="Number">How many its sender had made by then.</param>
/// <param name="Institution">The name by which its sender calls itself.</param>
/// <param name="To">The name of the key to which the inside is encrypted.</param>
/// <param name="Sealed">The inside: <see cref="HandedPeople"/>, as <see cref="PackageSeal"/> writes it.</param>
internal sealed record MemberPackage(string Format, Guid Id, int Number, string Institution, string To, DateTimeOffset MadeAt, string Sealed)
{
    public const string Kind = "zhijian/member-package/";
    public const string ThisFormat = Kind + "1";

    /// <summary>Bytes of a whole file: <see cref="HandedPeople.Most"/> people with long histories.</summary>
    public const int Largest = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Form = StatementForm.Of(4);

    public string Write() => JsonSerializer.Serialize(this, Form);

    /// <summary>Reads the outside, or says why it is none.</summary>
    public static (MemberPackage? Package, Refusal? Refusal) Read(string statement)
    {
        try
        {
            using var any = JsonDocument.Parse(statement);
            var format = any.RootElement.ValueKind == JsonValueKind.Object && any.RootElement.TryGetProperty("format", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
            if (format.StartsWith(Kind, StringComparison.Ordinal) && format != ThisFormat)
            {
                return (null, FederationRefusals.TooNew.With(format.Length > 40 ? format[..40] : format));
            }
            return JsonSerializer.Deserialize<MemberPackage>(statement, Form) is { Format: ThisFormat, Number: > 0, Institution.Length: > 0 and <= PastEntry.LongestName } read && KeptText.Is(read.Institution)
                ? (read, null) : (null, FederationRefusals.NotPeople);
        }
        catch (JsonException)
        {
            return (null, FederationRefusals.NotPeople);
        }
    }
}

/// <summary>The inside of a package: people with what is known of them. It repeats which package it belongs to and who signs that, so that nobody can sign another's inside as their own.</summary>
/// <param name="Package">The package's <see cref="MemberPackage.Id"/>.</param>
/// <param name="Signer">The name of the key that signs the package.</param>
internal sealed record HandedPeople(Guid Package, string Signer, IReadOnlyList<HandedPerson> People)
{
    /// <summary>People of one package.</summary>
    public const int Most = 500;

    private const int LongestValue = 500;

    private static readonly JsonSerializerOptions Form = StatementForm.Of(8);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <summary>Null where it is no such inside, or says something that no institution can know.</summary>
    public static HandedPeople? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize<HandedPeople>(text, Form) is { } read && read.People.Count is > 0 and <= Most && read.People.All(IsSound) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSound(HandedPerson person) =>
        person.Values.Select(v => v.Element).Distinct().Count() == person.Values.Count
        && person.Values.All(v => FilesOfPeopleQuery.Elements.ContainsKey(v.Element) && v.Value.Length <= LongestValue && KeptText.Is(v.Value))
        && person.Past.Count <= PastEntry.Most && person.Past.All(IsSound);

    private static bool IsSound(PastEntry entry) =>
        IsName(entry.StatedBy) && entry.StatedBy.Length > 0 && IsName(entry.Organisation) && IsName(entry.What) && (entry.From is null || entry.Until is null || entry.Until >= entry.From);

    private static bool IsName(string? name) => name is null || (name.Length <= PastEntry.LongestName && KeptText.Is(name));
}

/// <summary>One person.</summary>
internal sealed record HandedPerson(IReadOnlyList<HandedValue> Values, IReadOnlyList<PastEntry> Past);

/// <summary>One value.</summary>
/// <param name="Element">The id of its data element.</param>
/// <param name="Value">As the data standard writes it: codes as codes, days as yyyy-MM-dd.</param>
/// <param name="Source">Where the sender had it from: a source of the data standard.</param>
internal sealed record HandedValue(string Element, string Value, string Source);
