using Zhijian.Modules.Importing.Members;
using Zhijian.Modules.Importing.Staging;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.People;
using Zhijian.Modules.Rules;

namespace Zhijian.Modules.Importing.Cleaning;

/// <summary>What people typed comes into the one form in which it is kept, and each change says what it was.</summary>
public sealed class CleanerTests
{
    private static readonly DateOnly Today = new(2026, 11, 28);

    [Theory]
    [InlineData("Name", " 简 行之 ", "简行之", "Trimmed")]
    [InlineData("Name", "Mary  Ann", "Mary Ann", "Trimmed")]
    [InlineData("Name", "简行之\u200b", "简行之", "Trimmed")]
    [InlineData("IdentityNumber", "９９０１０１２０００0101001４", "990101200001010014", "HalfWidth")]
    [InlineData("IdentityNumber", "99050520000101002x", "99050520000101002X", "NumberForm")]
    [InlineData("IdentityNumber", "'990101200001010014", "990101200001010014", "Trimmed")]
    [InlineData("BirthDate", "2000年1月2日", "2000-01-02", "DayForm")]
    [InlineData("BirthDate", "2000/1/2", "2000-01-02", "DayForm")]
    [InlineData("BirthDate", "2000.1.2", "2000-01-02", "DayForm")]
    [InlineData("BirthDate", "20000102", "2000-01-02", "DayForm")]
    [InlineData("BirthDate", "36527", "2000-01-02", "DayForm")]
    [InlineData("BirthDate", "2000-01-02 00:00:00", "2000-01-02", "DayForm")]
    [InlineData("SexCode", "男", "1", "CodeOfName")]
    [InlineData("SexCode", "女性", "2", "Synonym")]
    [InlineData("EthnicCode", "汉族", "01", "CodeOfName")]
    [InlineData("EthnicCode", "1", "01", "NumberForm")]
    [InlineData("EthnicCode", "01", "01", "None")]
    [InlineData("Category", "正式党员", "FullMember", "CodeOfName")]
    [InlineData("MobileNumber", "138-0012 0000", "13800120000", "NumberForm")]
    [InlineData("MobileNumber", "暂无", null, "Nothing")]
    [InlineData("ClassName", "软件（一）班", "软件（一）班", "None")]
    [InlineData("Grade", "２０２３", "2023", "HalfWidth")]
    [InlineData("Grade", "  ", null, "Trimmed")]
    public void A_value_comes_into_its_form(string element, string raw, string? expected, string done)
    {
        var cleaned = Cleaner.Clean(MemberColumns.Set.Find(element)!, raw, Today);
        Assert.Null(cleaned.Refusal);
        Assert.Equal((expected, done), (cleaned.Value, cleaned.Done.ToString()));
    }

    [Fact]
    public void What_is_no_day_no_code_and_no_branch_is_told_with_what_was_typed()
    {
        Assert.Equal(ImportRefusals.NotADay.Code, Cleaner.Clean(MemberColumns.Set.Find("BirthDate")!, "2000年1月", Today).Refusal!.Code);
        Assert.Equal(ImportRefusals.NotADay.Code, Cleaner.Clean(MemberColumns.Set.Find("BirthDate")!, "2000-02-30", Today).Refusal!.Code);
        Assert.Equal(ImportRefusals.UnknownName.Code, Cleaner.Clean(MemberColumns.Set.Find("EthnicCode")!, "火星", Today).Refusal!.Code);
        Assert.Equal(ImportRefusals.BadSigns.Code, Cleaner.Clean(MemberColumns.Set.Find("Name")!, "之\u202e行简", Today).Refusal!.Code);
        Organisation Branch(int number, string name) => new() { Number = number, Path = $"1.{number}.", Kind = OrganisationKind.Branch, Name = name, FoundedOn = Today };
        var names = new BranchNames([Branch(2, "一支部"), Branch(3, "二支部"), Branch(4, "二支部")], null);
        Assert.Equal(ImportRefusals.NoSuchBranch.Code, names.Find("三支部").Refusal!.Code);
        Assert.Equal(ImportRefusals.BranchUnclear.Code, names.Find("二支部").Refusal!.Code);
        Assert.Equal("一支部", names.Find("一支部").Branch!.Name);
    }

    [Fact]
    public void All_faults_of_a_row_are_told_at_once()
    {
        string[] mapping = ["Name", "Category", "IdentityNumber", "SexCode", "JoinDate", "MobileNumber", "EthnicCode"];
        var staged = new StagedRow { Number = 2, Content = new RowContent(["", "正式党员", "990101200001010013", "男", "2999-01-01", "12345", "火星"]) };
        var row = MemberRow.Read(staged, mapping, new BranchNames([], null), Today, inventedPeople: true);
        Assert.Equal(["Branch", "EthnicCode", "IdentityNumber", "JoinDate", "MobileNumber", "Name"], row.Faults.Select(f => f.Element).Order(StringComparer.Ordinal));
        Assert.All(row.Faults, f => Assert.DoesNotContain("990101", f.Kept, StringComparison.Ordinal));
        Assert.Equal(PeopleRefusals.IdentityCheck.Code, row.Faults.Single(f => f.Element == "IdentityNumber").Refusal.Code);
    }

    [Theory]
    [InlineData("姓名（必填）*", "Name")]
    [InlineData("身份证号码", "IdentityNumber")]
    [InlineData("所在党支部", "Branch")]
    [InlineData("Date of birth", "BirthDate")]
    [InlineData("单价", null)]
    public void Headings_are_known_by_their_names(string heading, string? element) => Assert.Equal(element, MemberColumns.Set.OfHeading(heading)?.Id);
}
