using Zhijian.Platform.Deciding;

namespace Zhijian.Platform.Web;

/// <summary>Rules name the fields of forms (<c>Form.JoinDate</c>); programs know them as members of the body (<c>joinDate</c>).</summary>
public static class BodyFields
{
    private const string Form = "Form.";

    /// <summary>The field without its form: <c>JoinDate</c>; nothing where the refusal is about no field.</summary>
    public static string? FieldOf(this Refusal refusal) => refusal.Field is { } field && field.StartsWith(Form, StringComparison.Ordinal) ? field[Form.Length..] : null;

    /// <summary>The refusal at the member of the body.</summary>
    /// <param name="otherwise">Fields whose member has another name than their own: <c>Host</c> is <c>hostMemberId</c>.</param>
    public static Refusal InBody(this Refusal refusal, params ReadOnlySpan<(string Field, string Member)> otherwise)
    {
        if (refusal.FieldOf() is not { Length: > 0 } field)
        {
            return refusal;
        }
        foreach (var (name, member) in otherwise)
        {
            if (name == field)
            {
                return refusal.At(member);
            }
        }
        return refusal.At(MemberOf(field));
    }

    /// <summary>JoinDate is joinDate.</summary>
    public static string MemberOf(string field) => char.ToLowerInvariant(field[0]) + field[1..];
}
