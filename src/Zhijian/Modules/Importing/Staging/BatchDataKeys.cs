using Zhijian.Platform.Sealing;
using Zhijian.Platform.Storage;

namespace Zhijian.Modules.Importing.Staging;

/// <summary>The batches' data keys.</summary>
internal sealed class BatchDataKeys(Fence fence, Vault vault) : DataKeyColumn(fence, vault, "import_batch");
