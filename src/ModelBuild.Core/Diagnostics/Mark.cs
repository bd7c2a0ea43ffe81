namespace ModelBuild.Core.Diagnostics;

/// <summary>A place in a file. Lines and columns count from 1; 0 means the file as a whole.</summary>
public sealed record Mark(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
}
