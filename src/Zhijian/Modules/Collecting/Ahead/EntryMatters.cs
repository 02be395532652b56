using Zhijian.Modules.Collecting.Filling;
using Zhijian.Platform.Ahead;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Collecting.Ahead;

/// <summary>What organisations are asked by a collection form and have not handed in.</summary>
internal sealed class EntryMatters(InstitutionTime time) : IMatterSource
{
    public string Kind => "collection";

    public string Sql => "select e.organisation_id, e.path, e.id as about, e.due_on, array[e.title, e.minutes::text, e.asked_by_name, jsonb_array_length(e.answers)::text, e.fields::text] as details, null::date as arranged_on from collection_entry e where e.state = 'Open' and e.due_on <= @until";

    public HomeTask Say(Matter matter) => EntryTasks.ToFill(
        new OpenEntry { Id = matter.About, Title = matter.Details[0], Minutes = Number(matter.Details[1]), DueOn = matter.DueOn, AskedBy = matter.Details[2], Filled = Number(matter.Details[3]), Fields = Number(matter.Details[4]) }, time);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
