using Microsoft.EntityFrameworkCore;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Messages;

internal static class MessageTables
{
    public static void Describe(ModelBuilder model) => model.Entity<Message>(e =>
    {
        e.ToTable("message");
        e.Property(m => m.Values).HasColumnType("jsonb");
    });
}

/// <summary>The messages.</summary>
public static class MessageRows
{
    extension(ZhijianDb db)
    {
        public DbSet<Message> Messages => db.Set<Message>();
    }
}
