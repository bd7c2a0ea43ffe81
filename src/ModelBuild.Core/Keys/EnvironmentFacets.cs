using ModelBuild.Core.Definitions;

namespace ModelBuild.Core.Keys;

/// <summary>What is known of the machine a stage will run on. Each facet counts in keys as far as its policy says.</summary>
/// <param name="Runtime">The full version of the .NET runtime that will run the stages, for instance <c>10.0.12</c>.</param>
/// <param name="Rid">The portable runtime identifier, for instance <c>linux-x64</c>.</param>
/// <param name="IsInvariant">Whether the variable <c>DOTNET_SYSTEM_GLOBALIZATION_INVARIANT</c> is set: text then compares and sorts otherwise.</param>
public sealed record EnvironmentFacets(string Runtime, string Rid, bool IsInvariant = false)
{
    /// <summary>The key parts for a stage that is keyed by its code. A stage with an algorithm version has none: it vouches for its bytes everywhere.</summary>
    /// <param name="policies">Where the definition says so; defaults: <c>runtime</c> minor, <c>rid</c> and <c>globalization</c> strict.</param>
    public IReadOnlyList<KeyPart> Parts(IReadOnlyDictionary<string, FacetPolicy> policies)
    {
        var parts = new List<KeyPart>();
        Add("runtime", Runtime, FacetPolicy.Minor);
        Add("rid", Rid, FacetPolicy.Strict);
        if (IsInvariant)
            Add("globalization", "invariant", FacetPolicy.Strict);
        return parts;

        void Add(string name, string value, FacetPolicy policy)
        {
            if (policies.TryGetValue(name, out var declared))
                policy = declared;
            if (policy != FacetPolicy.Ignore)
                parts.Add(new("environment", name, policy == FacetPolicy.Minor ? value.Split('.')[0] : value));
        }
    }
}
