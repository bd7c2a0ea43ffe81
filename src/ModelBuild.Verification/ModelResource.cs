namespace ModelBuild.Verification;

/// <summary>One file of a model.</summary>
/// <param name="Path">Relative to <c>model/</c>, with <c>/</c> between its parts.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ModelResource(string Path, string Sha256, long Bytes);
