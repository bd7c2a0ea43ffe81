namespace ModelBuild.Core.Diagnostics;

/// <summary>A place in a file. Lines and columns count from 1; 0 means the file as a whole.</summary>
/// <remarks>
/// Where a value comes from no file, <c>File</c> is the name of what gave it, such as an environment variable, and is no path.
/// </remarks>
public sealed record Mark(string File, int Line, int Column)
{
    /// <summary>What stands at the place, where line and column do not tell: an item of a project. Messages begin with it.</summary>
    public string Note { get; init; } = "";

    /// <summary>The place of something that is not in a file.</summary>
    public static Mark Of(string name) => new(name, 0, 0);

    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
}
