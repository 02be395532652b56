using Zhijian.Platform.Web;

namespace Zhijian.Modules.Standards;

/// <summary>Whether people with the invented region 99 in their identity number may be entered: in demonstrations and tests, never in an institution.</summary>
public sealed class InventedPeople(Institution institution, IHostEnvironment environment)
{
    public bool Allowed => institution.IsDemonstration || environment.EnvironmentName == "Testing";
}
