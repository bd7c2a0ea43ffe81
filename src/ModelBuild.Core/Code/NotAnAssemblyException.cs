namespace ModelBuild.Core.Code;

/// <summary>A file that should be a .NET assembly is something else, or is damaged.</summary>
public sealed class NotAnAssemblyException(string path, string found, Exception? inner = null)
    : Exception($"'{path}' is not a .NET assembly: {found}.", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What it is instead, as a clause: <c>it is a native program or library</c>.</summary>
    public string Found { get; } = found;
}
