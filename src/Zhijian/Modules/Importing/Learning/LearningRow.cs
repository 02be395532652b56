using System.Globalization;
using Zhijian.Modules.Importing.Checking;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Learning;
using Zhijian.Modules.People;

namespace Zhijian.Modules.Importing.Learning;

/// <summary>A row that is something somebody completed elsewhere.</summary>
internal sealed class LearningRow : CleanedRow
{
    private LearningRow(StagedRow staged)
        : base(staged)
    {
    }

    public string Course => Values.GetValueOrDefault(LearningColumns.Course) ?? "";

    public DateOnly? CompletedOn => Day(Values.GetValueOrDefault(LearningColumns.CompletedOn));

    /// <summary>Who is meant; set once their number was found.</summary>
    public Member? Learner { get; set; }

    public static LearningRow Read(StagedRow staged, IReadOnlyList<string> mapping, DateOnly today)
    {
        var row = new LearningRow(staged);
        row.CleanCells(LearningColumns.Set, mapping, today);
        row.CheckValues(LearningColumns.Set, today, except: LearningColumns.Identity);
        row.Require(LearningColumns.Course, LearningColumns.CompletedOn);
        if (!row.Values.ContainsKey(LearningColumns.Identity))
        {
            row.Require(LearningColumns.Person);
        }
        return row;
    }

    public LearningRecordToEnter ToEnter(string source) => new(
        Learner!.Id, Learner.Path, Course, Values.GetValueOrDefault(LearningColumns.Provider),
        decimal.TryParse(Values.GetValueOrDefault(LearningColumns.ClassHours), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) ? units : null, CompletedOn!.Value, source);
}
