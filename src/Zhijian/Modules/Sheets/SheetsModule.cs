using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Zhijian.Modules.Organisations;
using Zhijian.Modules.Standards;
using Zhijian.Platform;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Exports;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Sheets;

/// <summary>Sheets of upper systems: templates that lay lists out as another system wants them, so that nothing is typed there again.</summary>
public sealed class SheetsModule : IModule
{
    public IReadOnlyList<Type> Needs => [typeof(StandardsModule), typeof(OrganisationsModule)];

    public IReadOnlyList<string> Acts => [SheetActs.Design];

    public IEnumerable<MenuEntry> Menu => [new(MenuGroup.Decisions, 72, "sheets.menu", "table", "/sheets", actor => actor.May(SheetActs.Design))];

    public void AddServices(IServiceCollection services) => services.AddScoped<IListLayouts, LayoutsQuery>();

    public void DescribeTables(ModelBuilder model)
    {
        model.Entity<SheetTemplate>(e =>
        {
            e.ToTable("sheet_template");
            e.Property(t => t.Columns).HasColumnType("jsonb")
                .HasConversion(v => KeptJson.Write(v), v => KeptJson.Read<IReadOnlyList<SheetColumn>>(v), new ValueComparer<IReadOnlyList<SheetColumn>>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
        });
        model.Entity<SheetTemplateVersion>(e =>
        {
            e.ToTable("sheet_template_version");
            e.HasKey(v => new { v.TemplateId, v.Number });
            e.Property(v => v.Columns).HasColumnType("jsonb")
                .HasConversion(v => KeptJson.Write(v), v => KeptJson.Read<IReadOnlyList<SheetColumn>>(v), new ValueComparer<IReadOnlyList<SheetColumn>>((a, b) => ReferenceEquals(a, b), v => v.GetHashCode(), v => v));
        });
    }
}

/// <summary>What a post may do with templates.</summary>
public static class SheetActs
{
    /// <summary>Design templates for the organisation and everything below it.</summary>
    public const string Design = "sheets.design";
}
