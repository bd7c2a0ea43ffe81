using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>A file of a folder in the store.</summary>
/// <param name="Path">From the folder, with <c>/</c> between names.</param>
/// <param name="Size">In bytes.</param>
public sealed record StoredFile(string Path, Digest Digest, long Size);
