using Microsoft.EntityFrameworkCore;

namespace Zhijian.Platform.Files;

internal static class FileTables
{
    public static void Describe(ModelBuilder model)
    {
    }
}
