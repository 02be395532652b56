using Zhijian.Modules.Figures;
using Zhijian.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Testing;

namespace Zhijian.Modules.Demonstration;

public sealed class DemonstrationUniversityTests(DemonstrationWorld world) : IClassFixture<DemonstrationWorld>
{
    private async Task<T> Ask<T>(string sql) => await world.Inside(s => s.GetRequiredService<Fence>().Row<T>(sql, null, default)!) ?? throw new InvalidOperationException("no row");

    [Fact]
    public async Task It_has_one_committee_seven_general_branches_and_twenty_six_branches()
    {
        Assert.Equal("1/7/26", await Ask<string>("select concat_ws('/', count(*) filter (where kind = 'UniversityCommittee'), count(*) filter (where kind = 'GeneralBranch'), count(*) filter (where kind = 'Branch')) from organisation"));
        Assert.Equal(34, await Ask<int>("select count(*)::int from organisation where kind <> 'PartyGroup'"));
    }

    [Fact]
    public async Task Everybody_can_sign_in_with_the_printed_password()
    {
        foreach (var name in new[] { "secretary", "generalbranch", "organisation", "office", "member", "admin" })
        {
            var browser = await world.SignedInAs(name);
            await browser.Open("/");
            Assert.Equal("/", browser.Path);
        }
    }
}
