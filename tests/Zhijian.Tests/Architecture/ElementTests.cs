using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Zhijian.Modules.Activities;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Modules.Standards;
using Zhijian.Platform.Privacy;
using Zhijian.Platform.Texts;
using Zhijian.Testing;

namespace Zhijian.Architecture;

/// <summary>The catalogue of data elements, the forms, the register of processing and the code's own lists say the same.</summary>
public sealed class ElementTests
{
    /// <summary>Fields that carry no data.</summary>
    private static readonly string[] Carriers = ["Version"];

    [Fact]
    public void Every_column_of_an_element_stands_in_the_register_with_its_class()
    {
        Assert.NotEmpty(WithoutColumn([DataStandard.Elements[0] with { Column = "member.shoe_size" }]));
        Breaches.None(WithoutColumn(DataStandard.Elements));
    }

    [Fact]
    public void Every_field_of_a_form_about_organisations_and_people_has_its_element()
    {
        Assert.NotEmpty(WithoutElement([typeof(ForgottenForm)]));
        var forms = Code.Program.Where(t => t.Namespace?.StartsWith("Zhijian.Modules.People", StringComparison.Ordinal) == true || t.Namespace?.StartsWith("Zhijian.Modules.Organisations", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetProperties().Where(p => p.IsDefined(typeof(SupplyParameterFromFormAttribute)))).Select(p => p.PropertyType).Distinct().ToList();
        Assert.True(forms.Count > 8);
        Breaches.None(WithoutElement(forms));
    }

    [Fact]
    public void Every_element_is_described_in_both_languages_and_by_headings_nobody_else_has()
    {
        Breaches.None(DataStandard.Elements.Where(e => new[] { e.Name.Zh, e.Name.En, e.Definition.Zh, e.Definition.En, e.Identifier }.Any(string.IsNullOrWhiteSpace)).Select(e => e.Id));
        Breaches.None(DataStandard.Elements.Where(e => !DataStandard.SourceNames.ContainsKey(e.Source) || !DataStandard.ChangerNames.ContainsKey(e.ChangedBy)).Select(e => $"{e.Id}: unknown source or changer"));
        Breaches.None(DataStandard.Elements.Where(e => e.Headings.Count == 0 || !e.Headings.Any(h => Regex.IsMatch(h, @"\p{IsCJKUnifiedIdeographs}")) || !e.Headings.Any(h => char.IsAsciiLetter(h[0]))).Select(e => $"{e.Id} has no headings in both languages"));
        Breaches.None(DataStandard.Elements.GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Synonyms_name_codes_that_exist()
    {
        var today = new DateOnly(2026, 11, 21);
        Breaches.None(from element in DataStandard.Elements from word in element.Synonyms where element.CodeSet is null || !element.CodeSet.At(today).Has(word.Value) select $"{element.Id}: {word.Key} → {word.Value}");
        Breaches.None(DataStandard.Elements.Where(e => (e.Type == ElementType.Code) != (e.CodeSet is not null)).Select(e => $"{e.Id}: a code needs a code set, and nothing else has one"));
    }

    [Fact]
    public void Every_type_has_its_estimate_of_minutes() => Assert.All(Enum.GetValues<ElementType>(), t => Assert.True(DataStandard.MinutesOf(t) > 0));

    [Theory]
    [InlineData("organisation-kinds", typeof(OrganisationKind))]
    [InlineData("populations", typeof(Population))]
    [InlineData("member-categories", typeof(MemberCategory))]
    [InlineData("membership-states", typeof(MembershipState))]
    [InlineData("leave-reasons", typeof(LeaveReason))]
    [InlineData("post-kinds", typeof(PostKind))]
    [InlineData("activity-kinds", typeof(ActivityKind))]
    public void The_platforms_own_lists_are_those_of_the_code(string id, Type type) =>
        Assert.Equal(Enum.GetNames(type), CodeSet.Find(id)!.At(new DateOnly(2026, 11, 21)).All.Select(c => c.Code));

    private static IEnumerable<string> WithoutColumn(IEnumerable<DataElement> elements) =>
        elements.Where(e => e.Column is { } column && !(column.Split('.') is [var table, var name] && DataRegister.Tables.TryGetValue(table, out var kept) && kept.Columns.Any(c => c.Name == name && c.Class == e.Class))).Select(e => $"{e.Id}: {e.Column} is not in the register");

    private static IEnumerable<string> WithoutElement(IEnumerable<Type> forms) =>
        from form in forms
        from field in form.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod?.IsPublic == true)
        where !Carriers.Contains(field.Name) && !field.IsDefined(typeof(NoElementAttribute))
        where field.GetCustomAttribute<ElementAttribute>() is not { } element || DataStandard.Find(element.Id) is null
        select $"{form.Name}.{field.Name} names no data element";

    private sealed class ForgottenForm
    {
        public string? ShoeSize { get; set; }
    }
}
