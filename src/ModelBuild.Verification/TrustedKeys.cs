namespace ModelBuild.Verification;

/// <summary>The keys whose signatures count. Which they are is never learnt from a package.</summary>
public sealed class TrustedKeys(params IEnumerable<TrustedKey> keys)
{
    readonly Dictionary<string, TrustedKey> byId = keys.DistinctBy(key => key.Id).ToDictionary(key => key.Id, StringComparer.Ordinal);

    public IReadOnlyCollection<TrustedKey> All => byId.Values;

    /// <summary>The key with this id, or null.</summary>
    public TrustedKey? Find(string id) => byId.GetValueOrDefault(id);
}
