namespace ModelBuild.Core.Digests;

/// <summary>A file as it is committed at the merge base of HEAD and another revision.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Revision">As git understands it; null for the default branch of the remote repository, and without one for HEAD.</param>
public sealed record CommittedFile(string Path, string? Revision);
