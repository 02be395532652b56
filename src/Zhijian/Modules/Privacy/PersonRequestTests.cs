using Zhijian.Modules.People;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Privacy;

/// <summary>What may be asked for when, by when it is answered, and who approves what, without a database.</summary>
public sealed class PersonRequestTests
{
    private static readonly RulesInForce Rules = Rulebook.Load(Path.Combine(World.Repository, "rules")).On(new DateOnly(2026, 11, 28));
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 20);

    /// <summary>Kind, whether the value is new, whether restricted already, whether left, the reason; and the refusal's code, or none.</summary>
    [Theory]
    [InlineData(PersonRequestKind.Correct, true, false, false, "x", null)]
    [InlineData(PersonRequestKind.Correct, false, false, false, "x", "privacy.nothing-new")]
    [InlineData(PersonRequestKind.Correct, true, true, false, "x", null)]
    [InlineData(PersonRequestKind.Erase, true, false, false, "x", null)]
    [InlineData(PersonRequestKind.Erase, true, true, false, "x", null)]
    [InlineData(PersonRequestKind.Restrict, true, false, false, "x", null)]
    [InlineData(PersonRequestKind.Restrict, true, true, false, "x", "people.restricted-already")]
    [InlineData(PersonRequestKind.Lift, true, true, false, "x", null)]
    [InlineData(PersonRequestKind.Lift, true, false, false, "x", "people.not-restricted")]
    [InlineData(PersonRequestKind.Erase, true, false, true, "x", "people.has-left")]
    [InlineData(PersonRequestKind.Erase, true, false, false, " ", "platform.required")]
    public void Each_kind_is_asked_for_only_where_it_means_something(PersonRequestKind kind, bool changes, bool restricted, bool left, string reason, string? refused)
    {
        var own = Person(restricted, left);
        var decision = PersonRequest.Make(own, kind, "Grade", changes, reason, Rules.PeopleRights.Requests[kind], Rules.Calendar, Now, Today, out var request);
        Assert.Equal(refused, decision.Refusal?.Code);
        Assert.Equal(refused is null, request is not null);
        Assert.Equal(refused is null && kind == PersonRequestKind.Correct ? "Grade" : null, request?.Field);
    }

    [Fact]
    public void The_answer_is_due_after_the_working_days_of_the_rule_and_late_only_after_that_day()
    {
        PersonRequest.Make(Person(false, false), PersonRequestKind.Correct, "Grade", true, "x", Rules.PeopleRights.Requests[PersonRequestKind.Correct], Rules.Calendar, Now, Today, out var request);
        var working = 0;
        for (var day = Today.AddDays(1); day <= request!.DueOn; day = day.AddDays(1))
        {
            working += Rules.Calendar.IsWorkday(day) ? 1 : 0;
        }
        Assert.Equal(15, working);
        Assert.False(request.IsLate(request.DueOn));
        Assert.True(request.IsLate(request.DueOn.AddDays(1)));
        request.Grant(Now);
        Assert.False(request.IsLate(request.DueOn.AddDays(1)));
    }

    [Fact]
    public void Only_what_came_back_is_asked_again()
    {
        PersonRequest.Make(Person(false, false), PersonRequestKind.Correct, "Grade", true, "x", Rules.PeopleRights.Requests[PersonRequestKind.Correct], Rules.Calendar, Now, Today, out var request);
        Assert.Equal(PrivacyRefusals.NotReturned, request!.Again("y", request.Version).Refusal);
        request.Refuse("why", Now);
        Assert.Equal(PlatformRefusals.Stale, request.Again("y", request.Version + 1).Refusal);
        Assert.Equal(PlatformRefusals.Required.Code, request.Again("", request.Version).Refusal?.Code);
        Assert.NotNull(request.Again("y", request.Version).Fact);
        Assert.True(request is { State: RequestState.Waiting, Answer: null, AnsweredAt: null, Reason: "y" });
    }

    [Fact]
    public void An_incident_is_approved_once_and_by_somebody_else()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        var incident = new Incident { Path = "1.", Since = Now, Until = Now, WhatZh = "", WhatEn = "", MeasuresZh = "", MeasuresEn = "", Contact = "", PreparedBy = one, PreparedByName = "", PreparedAt = Now };
        Actor Of(Guid account) => new() { Name = "x", AccountId = account };
        Assert.Equal(PrivacyRefusals.NeedsSecondPerson, incident.Approve(Of(one), incident.Version, 1, Now).Refusal);
        Assert.Equal(PlatformRefusals.Stale, incident.Approve(Of(two), incident.Version + 1, 1, Now).Refusal);
        Assert.NotNull(incident.Approve(Of(two), incident.Version, 1, Now).Fact);
        Assert.Equal(PrivacyRefusals.ToldAlready, incident.Approve(Of(two), incident.Version, 1, Now).Refusal);
    }

    private static Member Person(bool restricted, bool left) => new()
    {
        Name = "x", OrganisationId = Guid.NewGuid(), Path = "1.", Category = MemberCategory.FullMember, RestrictedSince = restricted ? Today : null, LeftOn = left ? Today : null,
    };
}
