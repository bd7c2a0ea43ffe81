using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>A remote cache as a build may use it.</summary>
/// <param name="Witnesses">Whose results count.</param>
/// <param name="Sealer">Vouches for what is uploaded; null where nothing is.</param>
public sealed record RemoteAccess(IRemotePlace Place, IReadOnlyList<IEntryWitness> Witnesses, IEntrySealer? Sealer);
