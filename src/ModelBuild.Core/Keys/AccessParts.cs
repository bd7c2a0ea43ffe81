using ModelBuild.Core.Definitions;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Keys;

/// <summary>What a stage declares in <c>access</c>, as it counts in its key.</summary>
static class AccessParts
{
    /// <summary>Stands for a variable that is not set, which a stage can tell from an empty one.</summary>
    const string NotSet = "not set";

    /// <param name="variables">The digest of a variable, since a value may be a secret; null where it is not set.</param>
    public static List<KeyPart> Of(StageAccess access, Func<string, Digest?> variables)
    {
        var parts = new List<KeyPart>();
        if (access.Network)
            parts.Add(new("network", "", "true"));
        foreach (var name in access.Variables)
            parts.Add(new("variable", name, variables(name)?.ToString() ?? NotSet));
        return parts;
    }
}
