namespace ModelBuild.Verification;

/// <summary>What a zip archive's directory says of one file, and where its data was found to be.</summary>
/// <param name="Compressed">How many bytes it has in the archive.</param>
/// <param name="DataOffset">Where they begin.</param>
/// <param name="IsDeflated">Whether they are deflated; stored otherwise.</param>
sealed record ZipEntry(string Name, long Bytes, long Compressed, long DataOffset, bool IsDeflated);
