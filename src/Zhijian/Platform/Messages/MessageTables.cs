using Microsoft.EntityFrameworkCore;

namespace Zhijian.Platform.Messages;

internal static class MessageTables
{
    public static void Describe(ModelBuilder model)
    {
    }
}
