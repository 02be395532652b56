using Zhijian.Modules.Activities;
using Zhijian.Modules.Review;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Texts;

namespace Zhijian.Modules.Demonstration.Making;

/// <summary>Tells the record of a held activity: minutes, handing in, each layer of its review, and the files. Every move is decided by the module it belongs to.</summary>
internal sealed class Filing
{
    private const string RecordKind = "activity-record";

    private readonly Layers _layers;
    private readonly Telling _told;
    private readonly Content _content;
    private readonly Rulebook _rulebook;
    private readonly InstitutionTime _time;
    private readonly Rows _rows;
    private readonly DateTimeOffset _now;
    private readonly Meeting _meeting;
    private readonly ActivityRecord _record;
    private ReviewCase? _case;
    private DateTimeOffset _at;

    public Filing(Telling told, int running, Content content, Rulebook rulebook, InstitutionTime time, Rows rows, DateTimeOffset now)
    {
        _told = told;
        _content = content;
        _rulebook = rulebook;
        _layers = new Layers(told.Occasion.Host, RecordKind, rulebook, time);
        _time = time;
        _rows = rows;
        _now = now;
        _at = told.Activity.RollClosedAt!.Value;
        Later(1, 22);
        _record = rows.Add(new ActivityRecord
        {
            Id = told.Dice.Id(_at),
            ActivityId = told.Activity.Id,
            Path = told.Activity.Path,
            OrganisationId = told.Activity.OrganisationId,
            Kind = told.Activity.Kind,
            Number = HandingIn.NumberOf(told.Occasion.Day.Year, told.Activity.Kind, running),
            Title = told.Activity.Title,
            HeldOn = told.Occasion.Day,
        });
        _meeting = new Meeting { Activity = told.Activity, Record = _record, Agenda = told.Agenda, Motions = [], FollowUps = [], Roll = told.Roll, Parties = told.ActivityParties };
    }

    /// <summary>The recorder, or whoever holds a post that may hand in by then.</summary>
    private Holding Author => _told.Recorder.May(ActivityActs.Record) && _told.Recorder.HeldOn(Today)
        ? _told.Recorder
        : _told.Occasion.Host.HolderOn(Today, PostKind.OrganizationCommissioner, PostKind.Secretary, PostKind.DeputySecretary)!;

    private DateOnly Today => _time.DayOf(_at);

    private RulesInForce RulesOfDay => _rulebook.On(_told.Occasion.Day);

    public void Tell(Stage stage)
    {
        WriteMinutes(null);
        _told.FinishTasks(_meeting, _now);
        if (stage == Stage.Drafted)
        {
            return;
        }
        HandIn();
        switch (stage)
        {
            case Stage.WaitingAtSecond:
                Accept();
                break;
            case Stage.WaitingAtLast:
                AcceptUntilLast();
                break;
            case Stage.Returned:
                Return();
                break;
            case Stage.Withdrawn:
                Withdraw();
                break;
            case Stage.Resubmitted:
                Return();
                Correct();
                break;
            case Stage.FiledAfterReturn:
                Return();
                Correct();
                AcceptAll();
                break;
            case Stage.Filed:
                AcceptAll();
                break;
            default:
                break;
        }
        Layers.Keep(_rows, _case!);
    }

    private void WriteMinutes(string? morePoint)
    {
        var seen = _record.MinutesAt is null ? 0 : _record.Version;
        _rows.Act(_meeting.SaveMinutes(_told.Minutes(_meeting, morePoint), seen, RulesOfDay, Author.Acting(), _told.Occasion.Day, _at), Author.Acting(), _at);
        _record.Version++;
    }

    private void HandIn()
    {
        if (_told.Occasion.EnteredLate && _case is null)
        {
            _at = _time.At(_told.Occasion.Day.AddDays(_told.Dice.Between(14, 20)), new TimeOnly(_told.Dice.Between(9, 17), _told.Dice.Below(60)));
        }
        else
        {
            Later(1, 16);
        }
        var timeliness = _meeting.Timeliness(RulesOfDay, _told.Occasion.Day, Today, _time.DayOf);
        var decision = _meeting.Submit(_told.Dice.Pick(_content.LateReasons), null, Author.Acting(), RulesOfDay, timeliness, _at);
        Refuse(decision.Refusal);
        var submitting = _meeting.ToSubmit(
            _told.Chair.Person.Member.Name, _told.Recorder.Person.Member.Name, _told.Occasion.Host.Name, [.. _told.Occasion.Partners.Select(p => p.Name)], RulesOfDay, Author.Acting(), _time);
        _case ??= ReviewCase.About(RecordKind, _record.Id, _record.OrganisationId, _record.Path, null, _told.Dice.Id(_at));
        var route = _layers.RouteOn(Today);
        _rows.Act(_case.Submit(submitting, route, _layers.Vacant(route, Today), _case.Version, _at), Author.Acting(), _at);
        _record.ReviewCaseId = _case.Id;
        _record.Version++;
        _told.Activity.Version++;
        _rows.Act(decision, Author.Acting(), _at);
    }

    private void AcceptAll()
    {
        while (_case!.IsWaiting)
        {
            Accept();
        }
    }

    private void AcceptUntilLast()
    {
        while (!_case!.AtLastLayer)
        {
            Accept();
        }
    }

    private void Accept()
    {
        Later(2, 26);
        var holding = _layers.Reviewing(_case!, Today);
        var fact = _rows.Act(_case!.Accept(Layers.AsReviewer(holding), _layers.Vacant(_case.Route, Today), _case.Version, _at, _told.Dice.Pick(_content.AcceptNotes)), holding.Acting(), _at);
        if (fact is CaseApproved approved)
        {
            File(approved, holding);
        }
    }

    private void File(CaseApproved approved, Holding by)
    {
        var filed = _record.File(approved.Rule, _at);
        var submission = _case!.Latest!;
        _rows.Add(new FiledRecord
        {
            RecordId = _record.Id, Edition = 1, ActivityId = _record.ActivityId, Path = _record.Path,
            Content = submission.ContentJson, Fingerprint = submission.Fingerprint, FiledAt = _at, FiledBy = by.Person.Member.Name, Rule = approved.Rule,
        });
        _told.Activity.State = ActivityState.Filed;
        _told.Activity.Version++;
        _record.Version++;
        _rows.Act(filed, by.Acting(), _at);
    }

    private void Return()
    {
        Later(2, 24);
        var text = _told.Dice.Pick(_content.Returns);
        var holding = _layers.Reviewing(_case!, Today);
        var field = _case!.Latest!.Content.Fields.FirstOrDefault(f => f.Key.Contains(text.Field, StringComparison.Ordinal))?.Key;
        _rows.Act(_case.ReturnToAuthor(Layers.AsReviewer(holding), text.Note, field is null ? [] : [new FieldNote(field, text.Note)], _case.Version, _at), holding.Acting(), _at);
        _rows.Act(_record.Return(text.Note), holding.Acting(), _at);
        Reopen();
    }

    private void Withdraw()
    {
        Later(1, 5);
        var author = _case!.AuthorMemberIds[0] == Author.Person.Member.Id ? Author : _told.Recorder;
        _rows.Act(_case.Withdraw(author.Person.Member.Id, author.Person.Member.Name, _case.Version, _at), author.Acting(), _at);
        _rows.Act(_record.Withdraw(), author.Acting(), _at);
        Reopen();
    }

    /// <summary>The author answers the note and hands in again.</summary>
    private void Correct()
    {
        Later(1, 20);
        WriteMinutes($"{_told.Recorder.Person.Member.Name} 补充：各项已落实到人，两周内向支部报告。");
        HandIn();
    }

    private void Reopen()
    {
        _told.Activity.State = ActivityState.Held;
        _told.Activity.Version++;
        _record.Version++;
    }

    /// <summary>Some hours later, at a time when people work, but never after now.</summary>
    private void Later(int least, int most)
    {
        var before = _at;
        var local = _time.Local(_at.AddHours(_told.Dice.Between(least, most)).AddMinutes(_told.Dice.Below(60)));
        var day = DateOnly.FromDateTime(local.DateTime);
        _at = local.Hour switch
        {
            < 8 => _time.At(day, new TimeOnly(8, _told.Dice.Between(10, 59))),
            >= 21 => _time.At(day.AddDays(1), new TimeOnly(8, _told.Dice.Between(10, 59))),
            _ => local.ToUniversalTime(),
        };
        if (_at > _now.AddMinutes(-5))
        {
            _at = before + ((_now - before) / 4);
        }
    }

    private static void Refuse(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException($"The demonstration asks for what the rules refuse: {refusal.Code}.");
        }
    }
}
