using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhijian.Modules.Organisations;
using Zhijian.Platform.Storage;
using Zhijian.Testing;

namespace Zhijian.Modules.Activities.Records;

public sealed class RecordsFollowTreeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Filed_records_and_their_content_go_along_when_the_branch_moves()
    {
        var u = world.University;
        var record = await world.Submitted("搬家");
        await world.Approve(record.Id);
        var to = $"{u.OtherGeneralBranch.Path}{u.First.Number}.";
        await world.Inside(async services =>
        {
            var fence = services.GetRequiredService<Fence>();
            await PathRewrite.Run(fence, [new PathMove(u.First.Path, to)], default);
            await fence.Commit(default);
            return 0;
        });

        Assert.Equal(to, (await world.RecordOf(record.Id)).Path);
        Assert.Equal(to, await world.Read(db => db.FiledRecords.Where(f => f.RecordId == record.Id).Select(f => f.Path).SingleAsync()));
    }
}
