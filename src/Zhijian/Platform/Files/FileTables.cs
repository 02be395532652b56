using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

internal static class FileTables
{
    public static void Describe(ModelBuilder model) => model.Entity<StoredFile>().ToTable("stored_file");
}

/// <summary>The attachments' rows.</summary>
public static class FileRows
{
    extension(ZhijianDb db)
    {
        public DbSet<StoredFile> StoredFiles => db.Set<StoredFile>();
    }
}
