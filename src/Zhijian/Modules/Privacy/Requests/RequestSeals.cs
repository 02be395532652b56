using Zhijian.Modules.People;
using Zhijian.Platform.Sealing;

namespace Zhijian.Modules.Privacy.Requests;

/// <summary>Seals and opens the values of a request with the data key of the person it is about: erasing the key erases them too.</summary>
internal static class RequestSeals
{
    private const string Table = "person_request";

    public static byte[] SealOf(this Vault vault, PersonRequest request, Member own, string column, string plain)
    {
        own.DataKey ??= vault.NewKey(own.Id);
        return vault.Seal(own.Id, own.DataKey, new SealedPlace(Table, column, request.Id), plain);
    }

    public static string? NewValueOf(this Vault vault, PersonRequest request, Member own) => vault.OpenOf(request, own, PersonRequest.NewColumn, request.NewValue);

    public static string? OldValueOf(this Vault vault, PersonRequest request, Member own) => vault.OpenOf(request, own, PersonRequest.OldColumn, request.OldValue);

    /// <summary>The value; null where there is none, or the person's key was erased.</summary>
    private static string? OpenOf(this Vault vault, PersonRequest request, Member own, string column, byte[]? stored) =>
        stored is null || own.DataKey is null ? null : vault.Open(own.Id, own.DataKey, new SealedPlace(Table, column, request.Id), stored);
}
