namespace ModelBuild.Verification;

/// <summary>One file of a package.</summary>
/// <param name="Name">With <c>/</c> between its parts.</param>
/// <param name="Bytes">How long its content claims to be; whoever reads it finds exactly as much.</param>
public sealed record PackageEntry(string Name, long Bytes);
