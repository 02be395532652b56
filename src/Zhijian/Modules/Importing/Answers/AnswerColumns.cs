using Zhijian.Modules.Collecting;
using Zhijian.Modules.Importing.Cleaning;
using Zhijian.Modules.Standards;

namespace Zhijian.Modules.Importing.Answers;

/// <summary>What columns of a list of answers can hold: the organisation that answers, and what its form asks.</summary>
internal static class AnswerColumns
{
    public const string Organisation = "Organisation";

    private static readonly DataElement Who = DataStandard.Find("organisation.name")!;

    private static readonly ImportField Answering = new(
        Organisation, "import.field.answers-organisation", FieldForm.Text, Who with { Headings = [.. Who.Headings, "党组织", "填报组织", "填报单位"] });

    /// <summary>As long as no form is known.</summary>
    public static ColumnSet Nothing { get; } = new([Answering]);

    public static ColumnSet Of(AskedRound round) => new(
        [Answering, .. round.Form.ToFill().Select(q => new ImportField(q.Element.Id, "", FormOf(q.Element.Type), q.Element))]);

    private static FieldForm FormOf(ElementType type) => type switch
    {
        ElementType.Day => FieldForm.Day,
        ElementType.Code => FieldForm.Code,
        ElementType.Number or ElementType.SocialCreditCode => FieldForm.Number,
        ElementType.FixedPhone => FieldForm.Phone,
        _ => FieldForm.Text,
    };
}
