using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Files.Guarded;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Files;

internal static class FileTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<StoredFile>().ToTable("stored_file");
        GuardedTables.Describe(model);
    }
}

/// <summary>The attachments' rows.</summary>
public static class FileRows
{
    extension(ZhijianDb db)
    {
        public DbSet<StoredFile> StoredFiles => db.Set<StoredFile>();

        public DbSet<DocumentLook> DocumentLooks => db.Set<DocumentLook>();

        public DbSet<DocumentForward> DocumentForwards => db.Set<DocumentForward>();
    }
}
